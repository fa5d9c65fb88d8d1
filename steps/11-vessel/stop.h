/* stop.h - a container that runs is brought to its end. */
/* SPDX-License-Identifier: MIT */
#ifndef STOP_H
#define STOP_H

#include "container.h"

/*
 * Everything here is host side. The signal that asks it to end, and for how
 * many seconds it is waited for then, as was said when it was created.
 */
int stop_signal(struct container *container, double *seconds);

/* Kill all of it, also what stands still, and wait until that is put in order.
 * Nobody may have its lock. */
void stop_hard(const struct container *container);

#endif
