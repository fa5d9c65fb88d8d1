/* mounted.c - what is mounted in the new root, by descriptor. */
/* SPDX-License-Identifier: MIT */
#include "mounted.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "die.h"

enum { MOST_MOUNTED = 256 };

static struct {
	const char *target;
	int fd;
} rows[MOST_MOUNTED];
static size_t count;

void mounted_keep(const char *target, int fd)
{
	if (count == MOST_MOUNTED)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"more than %d mounts", MOST_MOUNTED);
	rows[count].target = target;
	rows[count++].fd = fd;
}

/* What is left of `path` below `target`; NULL: it is not below. */
static const char *path_below(const char *path, const char *target)
{
	size_t length = strlen(target);

	if (strncmp(path, target, length))
		return NULL;
	return path[length] == '/' ? path + length : path[length] ? NULL : "/";
}

int mounted_above(int root, const char **path)
{
	const char *rest;

	for (size_t i = count; i-- > 0;) {
		rest = path_below(*path, rows[i].target);
		if (!rest)
			continue;
		*path = rest;
		return rows[i].fd;
	}
	return root;
}

void mounted_close(void)
{
	while (count > 0)
		close(rows[--count].fd);
}
