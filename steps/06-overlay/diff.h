/* diff.h - what is in one tree and not, or not so, in another. */
/* SPDX-License-Identifier: MIT */
#ifndef DIFF_H
#define DIFF_H

#include <time.h>

#include "view.h"

/*
 * Host side. Print on stdout what `after` adds to `before` (A), what it changes
 * (C) and what it deletes (D), a line each, as docker-diff(1) does: sorted, a
 * directory before what is in it. It is printed as it is found, and memory is
 * taken for the names on the way down alone. `tell`, if it is not NULL, is told
 * of each in place of a line. What was not touched `since` has
 * the contents that it had.
 */
void diff_print(const struct view *before, const struct view *after,
	const struct timespec *since,
	void (*tell)(char kind, const char *path));

#endif
