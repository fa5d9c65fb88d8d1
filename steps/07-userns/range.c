/* range.c - which ids a guest gets if nobody says. */
/* SPDX-License-Identifier: MIT */
#include "range.h"

#include <fcntl.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "number.h"

/*
 * Nobody else's: useradd(8) gives users ranges below 600100000, and people ids
 * far below that. And outside, one sees at once who is who: 33 inside is
 * 1000000033. Up to 1879048191 systemd leaves to containers. 65536 are enough
 * for what an image has, up to its nobody, 65534.
 */
enum { FIRST = 1000000000, COUNT = 65536 };

bool range_is_all(const struct idmap *own)
{
	return idmap_outside(own, 4294967294) == 4294967294;
}

void range_of_root(struct idmap *map, const char *own)
{
	struct extent range = { 0, FIRST, COUNT };
	struct idmap ours;

	idmap_read(&ours, own);
	/* In a container, whose root is nobody outside already: all it has. */
	if (ours.count && !range_is_all(&ours))
		range = (struct extent){ 0, 0, ours.extents[0].count };
	idmap_add(map, &range);
}

/* "name:100000:65536", of a user called `name` or with the number `id`. */
static bool line_read(
	char *line, const char *name, const char *id, struct extent *extent)
{
	const char *user = strsep(&line, ":"), *first = strsep(&line, ":");

	return first && line && *user &&
	       (!strcmp(user, name) || !strcmp(user, id)) &&
	       number_read(first, 0, 4294967294, &extent->outside) == 0 &&
	       number_read(line, 1, 4294967294, &extent->count) == 0;
}

void range_of_user(struct idmap *map, unsigned long id, const char *given)
{
	char *text = read_all_at(AT_FDCWD, given), *rest = text;
	const struct passwd *user = getpwuid(getuid());
	struct extent extent = { 0, id, 1 };
	char number[16];

	snprintf(number, sizeof(number), "%u", getuid());
	idmap_add(map, &extent);
	extent.inside = 1;
	for (char *line; text && (line = strsep(&rest, "\n"));) {
		if (!line_read(line, user ? user->pw_name : number, number,
			    &extent) ||
			idmap_overlap(map, &extent))
			continue;
		idmap_add(map, &extent);
		extent.inside += extent.count;
	}
	free(text);
}
