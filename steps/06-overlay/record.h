/* record.h - what a layer was made on. */
/* SPDX-License-Identifier: MIT */
#ifndef RECORD_H
#define RECORD_H

#include "overlay.h"

/* Host side. Note in the layer which storage it is of, and what lies below. */
void record_write(struct overlay *overlay);

/*
 * Host side. Is a layer that was kept of the storage and on the directories
 * that are asked for? If not, die: what it holds makes sense nowhere else.
 */
void record_read(struct overlay *overlay);

#endif
