/* take.c - what a person says of the users: --userns, --uidmap, --gidmap. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "nearest.h"
#include "number.h"

#include "userns.h"

void userns_take_mode(const struct option_row *option, const char *value)
{
	static const char *const modes[] = { "private", "host" };
	struct userns *userns = option->target;
	const char *meant = nearest(value, modes, 2);

	if (strcmp(value, modes[0]) && strcmp(value, modes[1]))
		options_refuse(
			"'--userns %s': there are private and host%s%s%s",
			value, meant ? "; did you mean '" : "",
			meant ? meant : "", meant ? "'?" : "");
	userns->off = !strcmp(value, "host");
}

/* A number at `*text`, which moves behind it and its end mark. */
static int part_read(
	const char **text, unsigned long least, char end, unsigned long *number)
{
	/* The last id of all, 4294967295, is no id: -1 means "leave it". */
	const unsigned long most = 4294967294;
	size_t length = strcspn(*text, ":");
	char digits[16];

	if (length >= sizeof(digits) || (*text)[length] != end)
		return -1;
	snprintf(digits, sizeof(digits), "%.*s", (int)length, *text);
	*text += length + (end != '\0');
	return number_read(digits, least, most, number);
}

void userns_take_map(const struct option_row *option, const char *value)
{
	struct idmap *map = option->target;
	const struct extent *there;
	struct extent new;
	const char *at = value;

	if (part_read(&at, 0, ':', &new.inside) < 0 ||
		part_read(&at, 0, ':', &new.outside) < 0 ||
		part_read(&at, 1, '\0', &new.count) < 0 ||
		new.inside + new.count > 4294967295 ||
		new.outside + new.count > 4294967295)
		options_refuse("'--%s %s' is not IN:OUT:COUNT with ids from 0"
			       " to 4294967294",
			option->name, value);
	there = idmap_overlap(map, &new);
	if (there)
		options_refuse("'--%s %s' has ids in common with '%lu:%lu:%lu'",
			option->name, value, there->inside, there->outside,
			there->count);
	if (map->count == MOST_EXTENTS)
		options_refuse(
			"more than %d times --%s", MOST_EXTENTS, option->name);
	idmap_add(map, &new);
}
