/* checkpoint.h - where a checkpoint lies: whole, or not there. */
/* SPDX-License-Identifier: MIT */
#ifndef CHECKPOINT_H
#define CHECKPOINT_H

#include "container.h"

/* Where it is made; under its own name it is whole. */
#define HALF_MADE ".new"

/* Host side. Dies unless `name` can be one of a checkpoint. */
void checkpoint_check_name(const char *name);

/* Host side, locked. A directory for one, which undo_all() takes away. Returns
 * a descriptor. */
int checkpoint_begin(const struct container *container);

/* Host side. It is whole: give it its `name`, which an older one may have. */
void checkpoint_finish(const char *name);

#endif
