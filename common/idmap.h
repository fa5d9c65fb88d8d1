/* idmap.h - which ids inside of a user namespace are which outside. */
/* SPDX-License-Identifier: MIT */
#ifndef IDMAP_H
#define IDMAP_H

#include <stddef.h>

/* The kernel takes 340 of them since 4.15, if they fit in a page. */
enum { MOST_EXTENTS = 340, LONGEST_MAP = 12288 };

/* `count` ids from `inside` on are those from `outside` on. */
struct extent {
	unsigned long inside, outside, count;
};

struct idmap {
	struct extent extents[MOST_EXTENTS];
	size_t count;
};

/* Either side; all of them. user_namespaces(7) */

/* Either side. One more extent; dies if there are too many. */
void idmap_add(struct idmap *map, const struct extent *extent);

/* Either side. The id outside that is `inside` inside; -1: it has none. */
long idmap_outside(const struct idmap *map, unsigned long inside);

/* Either side. One of the extents that shares an id with `extent`, or NULL. */
const struct extent *idmap_overlap(
	const struct idmap *map, const struct extent *extent);

/* Either side. Fill `map` from a file of that form: /proc/self/uid_map. */
void idmap_read(struct idmap *map, const char *path);

/* Either side. As the kernel reads it, a line an extent. Returns `text`. */
char *idmap_text(const struct idmap *map, char text[static LONGEST_MAP]);

#endif
