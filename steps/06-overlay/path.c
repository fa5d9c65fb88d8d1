/* path.c - where one is in a tree, which somebody else may have made deep. */
/* SPDX-License-Identifier: MIT */
#include "path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"

enum { DEEPEST = 2048 }; /* as deep as the longest path goes: PATH_MAX / 2 */

/* One text, however deep: a path for each level would be of a square's size. */
size_t path_enter(struct path *path, const char *name)
{
	size_t before = path->length, needed = before + strlen(name) + 2;

	if (path->depth++ == DEEPEST)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"'%s' is more than %d directories deep",
			path_below(path), DEEPEST);
	if (needed > path->size) {
		path->size = 2 * needed;
		path->text = realloc(path->text, path->size);
	}
	if (!path->text)
		die("malloc", "cannot keep the name of a file");
	path->length += (size_t)sprintf(path->text + before, "/%s", name);
	return before;
}

void path_leave(struct path *path, size_t before)
{
	path->depth--;
	path->length = before;
	path->text[before] = '\0';
}

const char *path_below(const struct path *path)
{
	return path->length ? path->text + 1 : "";
}
