/* compare.h - is a file what it was? */
/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_H
#define COMPARE_H

#include <time.h>

#include "view.h"

/*
 * Either side. Does the file `name` differ in type, owner, mode, size, time,
 * extended attributes or contents? These are read only where they may have
 * been changed `since`.
 */
bool entry_differs(const struct sight *old, const struct sight *new,
	const char *name, const struct timespec *since);

/*
 * Either side. Is this only the place of a subvolume that its snapshot has not
 * gone with? Nothing can be in it. btrfs-subvolume(8)
 */
bool entry_is_place(const struct sight *sight);

/* Either side. The root: it has no name, and its list of names is looked at. */
bool root_differs(const struct view *before, const struct view *after);

#endif
