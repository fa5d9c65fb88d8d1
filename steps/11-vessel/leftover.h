/* leftover.h - what a guest of a container has left, and nobody wants. */
/* SPDX-License-Identifier: MIT */
#ifndef LEFTOVER_H
#define LEFTOVER_H

/* Host side. Throw away the layer of the container `id`, if it has one. */
void layer_throw(const char *id);

/*
 * Host side. Throw away what launches have left that were killed, and layers of
 * containers that there are no more; `tell` is called for each.
 */
void layers_throw(void (*tell)(const char *name));

#endif
