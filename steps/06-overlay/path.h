/* path.h - where one is in a tree, which somebody else may have made deep. */
/* SPDX-License-Identifier: MIT */
#ifndef PATH_H
#define PATH_H

#include <stddef.h>

/* Names, a slash before each. All 0: the top, where there is no text yet. */
struct path {
	char *text;
	size_t length, size;
	int depth;
};

/* Everything here is either side. */

/*
 * Go down to `name`, or die: of memory, or where no stack would be deep enough
 * for who follows. Returns what path_leave() needs to go back.
 */
size_t path_enter(struct path *path, const char *name);
void path_leave(struct path *path, size_t before);

/* Without the first slash, as the calls for what is below a directory want. */
const char *path_below(const struct path *path);

#endif
