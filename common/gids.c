/* gids.c - which group ids there are in our user namespace. */
/* SPDX-License-Identifier: MIT */
#include "gids.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "file.h"

long gid_last(void)
{
	char *map = read_all_at(AT_FDCWD, "/proc/self/gid_map");
	unsigned long inside, count, next = 0;

	if (!map) /* a kernel without user namespaces has them all */
		return UINT32_MAX - 1;
	/* The kernel lists them in the order in which they were written. */
	for (const char *line = map; *line;) {
		if (sscanf(line, "%lu %*u %lu", &inside, &count) != 2)
			break;
		if (inside == next && count) {
			next += count;
			line = map; /* what follows may stand before it */
			continue;
		}
		while (*line && *line++ != '\n')
			;
	}
	free(map);
	return (long)next - 1;
}
