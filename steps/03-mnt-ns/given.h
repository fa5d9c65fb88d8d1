/* given.h - what a person adds to the tables. */
/* SPDX-License-Identifier: MIT */
#ifndef GIVEN_H
#define GIVEN_H

#include "rootfs.h"

/* Everything here is host side. */

/* A copy, to be cut up; it is kept for as long as we live. */
char *given_copy(const char *text);

/* A new row, after all others. */
struct mount *given_add(struct mounts *mounts);

/* `path` without slashes at its end, if it can be a target; death, if not. A
 * target is a path in the guest, where every path starts at its root. */
const char *given_target(const char *option, char *path);

#endif
