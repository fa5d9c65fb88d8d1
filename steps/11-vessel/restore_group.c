/* restore_group.c - the groups of a guest that was, and of the one that is. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"

#include "restored.h"

/* "2::123:/sys/fs/cgroup/a" of one hierarchy, of which `record` has a line. */
static char *group_path(const char *record, const char *path, char **rest)
{
	for (const char *line = record; line && *line;) {
		size_t length = strcspn(line, "\n");
		const char *own = memchr(line, '/', length);
		size_t own_length = own ? length - (size_t)(own - line) : 0;

		if (own && !strncmp(path, own, own_length) &&
			(!path[own_length] || path[own_length] == '/')) {
			*rest = (char *)path + own_length;
			return strndup(line, (size_t)(own - line));
		}
		line += length + (line[length] == '\n');
	}
	return NULL;
}

char *group_renewed(const char *before, const char *now, const char *path)
{
	char *rest, *kind = group_path(before, path, &rest), *renewed = NULL;
	size_t length, number;

	if (!kind)
		return NULL;
	/* "2::123:": another inode, but the same hierarchy up to it. */
	length = (size_t)(strchr(strchr(kind, ':') + 1, ':') - kind) + 1;
	for (const char *line = now; *line && !renewed;) {
		number = strcspn(line, "\n");
		if (!strncmp(line, kind, length) &&
			asprintf(&renewed, "%.*s%s",
				(int)(number - strcspn(line, "/")),
				line + strcspn(line, "/"), rest) < 0)
			die("malloc", "cannot keep a path in memory");
		line += number + (line[number] == '\n');
	}
	free(kind);
	return renewed;
}
