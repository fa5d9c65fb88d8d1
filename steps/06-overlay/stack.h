/* stack.h - directories mounted as one. */
/* SPDX-License-Identifier: MIT */
#ifndef STACK_H
#define STACK_H

#include "overlay.h"

/*
 * Guest side. Mount the layer's "upper" and what is below it on the layer's
 * directory `name`. overlayfs in the kernel's documentation
 */
void stack_mount_on(const struct overlay *overlay, const char *name);

/* Either side. In which attributes the overlay keeps its notes. xattr(7) */
const char *stack_space(const struct overlay *overlay);

#endif
