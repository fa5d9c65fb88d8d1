/* gids.c - which group ids there are in our user namespace. */
/* SPDX-License-Identifier: MIT */
#include "gids.h"

#include "idmap.h"

long gid_last(void)
{
	struct idmap map;
	unsigned long next = 0;
	size_t i = 0;

	idmap_read(&map, "/proc/self/gid_map");
	/* In any order, says the kernel: begin again after each that fits. */
	while (i < map.count) {
		if (map.extents[i].inside == next) {
			next += map.extents[i].count;
			i = 0;
		} else {
			i++;
		}
	}
	return (long)next - 1;
}
