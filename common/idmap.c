/* idmap.c - which ids inside of a user namespace are which outside. */
/* SPDX-License-Identifier: MIT */
#include "idmap.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "file.h"

void idmap_add(struct idmap *map, const struct extent *extent)
{
	if (map->count == MOST_EXTENTS)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"a map of ids has %d lines at most", MOST_EXTENTS);
	map->extents[map->count++] = *extent;
}

long idmap_outside(const struct idmap *map, unsigned long inside)
{
	for (size_t i = 0; i < map->count; i++)
		if (inside >= map->extents[i].inside &&
			inside - map->extents[i].inside < map->extents[i].count)
			return (long)(inside - map->extents[i].inside +
				      map->extents[i].outside);
	return -1;
}

static bool meet(unsigned long one, unsigned long other,
	const struct extent *first, const struct extent *second)
{
	return one < other + second->count && other < one + first->count;
}

const struct extent *idmap_overlap(
	const struct idmap *map, const struct extent *extent)
{
	for (size_t i = 0; i < map->count; i++) {
		const struct extent *there = &map->extents[i];

		if (meet(extent->inside, there->inside, extent, there) ||
			meet(extent->outside, there->outside, extent, there))
			return there;
	}
	return NULL;
}

void idmap_read(struct idmap *map, const char *path)
{
	char *text = read_all_at(AT_FDCWD, path), *rest = text;
	struct extent extent;

	map->count = 0;
	for (char *line; text && (line = strsep(&rest, "\n"));)
		if (sscanf(line, "%lu %lu %lu", &extent.inside, &extent.outside,
			    &extent.count) == 3)
			idmap_add(map, &extent);
	free(text);
}

char *idmap_text(const struct idmap *map, char text[static LONGEST_MAP])
{
	char *end = text;

	*text = '\0';
	for (size_t i = 0; i < map->count; i++)
		end += snprintf(end, 36, "%lu %lu %lu\n",
			map->extents[i].inside, map->extents[i].outside,
			map->extents[i].count);
	return text;
}
