/* view.h - a directory as the overlay shows it, looked at without a mount. */
/* SPDX-License-Identifier: MIT */
#ifndef VIEW_H
#define VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/* The directories of several layers that show as one, the top one first. */
struct view {
	int *directories;
	size_t count;
	const char *space; /* of attributes: "trusted", "user"; NULL: one plain
			      directory, where a whiteout is just a device */
	bool is_below;     /* it is in another one */
	bool is_for_copy;  /* what is closed to us is empty: owners_close() */
};

/* Where a name of a view comes from. */
struct sight {
	int directory; /* of the layer that has it */
	struct stat status;
};

/* Everything here is either side; what cannot be read ends in die(). */

/* A view of the open `directories`, which are duplicated. */
void view_open(struct view *view, const int *directories, size_t count,
	const char *space);
void view_close(struct view *view);

/* Put one more directory on top. */
void view_push(struct view *view, int directory);

/* All names in it, sorted, each an allocated string; their count. */
size_t view_names(const struct view *view, char ***names);

/* Does it show `name`, and what is that? */
bool view_find(const struct view *view, const char *name, struct sight *sight);

/* The view of its directory `name`: empty if there is none. */
void view_enter(const struct view *view, const char *name, struct view *into);

/* Are both the very same directories? Then all below is the same too. */
bool view_same(const struct view *one, const struct view *other);

#endif
