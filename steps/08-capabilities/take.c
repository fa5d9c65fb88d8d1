/* take.c - the options that say who the command is, and what it may. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "capability.h"
#include "caps.h"
#include "die.h"
#include "user.h"

/* A value to cut up; it is kept for as long as we live. */
static char *text_copy(const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		die("malloc", "cannot keep '%s' in memory", text);
	return copy;
}

static _Noreturn void name_refuse(const char *option, const char *name)
{
	const char *meant = capability_nearest(name);

	if (meant)
		options_refuse("'--%s %s': there is no such capability: did you"
			       " mean '%s'?",
			option, name, meant);
	options_refuse("'--%s %s': there is no such capability", option, name);
}

/* "CAP_CHOWN,mknod,ALL" into a set, and whether ALL was among them. */
static void set_take(const struct option_row *option, const char *value,
	uint64_t *set, bool *all)
{
	char *copy = text_copy(value), *rest = copy, *name;
	int number;

	while ((name = strsep(&rest, ","))) {
		number = capability_find(name);
		if (number >= 0)
			*set |= UINT64_C(1) << number;
		else if (!strcasecmp(name, "ALL"))
			*all = true;
		else if (!*name)
			options_refuse("'--%s %s': a name is missing",
				option->name, value);
		else
			name_refuse(option->name, name);
	}
	free(copy);
}

void caps_take_add(const struct option_row *option, const char *value)
{
	struct caps *caps = option->target;

	set_take(option, value, &caps->add, &caps->add_all);
}

void caps_take_drop(const struct option_row *option, const char *value)
{
	struct caps *caps = option->target;

	set_take(option, value, &caps->drop, &caps->drop_all);
}

void caps_take_list(const struct option_row *option, const char *value)
{
	(void)option, (void)value;
	for (const struct capability *row = capabilities;
		row < capabilities + CAPABILITIES; row++)
		printf("%c %-19s%s%s%s\n", row->given ? '*' : ' ', row->name,
			row->opens, row->given ? ": " : "",
			row->given ? row->given : "");
	puts("\n* is given unless it is dropped. capabilities(7)");
	if (fflush(stdout) || ferror(stdout))
		die("write", "cannot write the list");
	exit(EXIT_SUCCESS);
}

/* Half of it would be worse than none: people type it to be rid of walls. */
void caps_take_privileged(const struct option_row *option, const char *value)
{
	(void)value;
	options_refuse("'--%s' is not offered: it would also open all devices"
		       " and uncover /proc and /sys: did you mean '--cap-add"
		       " ALL'?",
		option->name);
}

static void id_check(const struct option_row *option, const char *value,
	const char *text, const char *what)
{
	unsigned long id;

	if (!*text)
		options_refuse("'--%s %s': the %s is missing", option->name,
			value, what);
	if (id_is_number(text) && id_read(text, &id) < 0)
		options_refuse("'--%s %s': a %s is a name, or a number from 0"
			       " to %lu",
			option->name, value, what, MOST_ID);
}

void caps_take_user(const struct option_row *option, const char *value)
{
	struct caps *caps = option->target;
	char *rest = text_copy(value);

	caps->user = strsep(&rest, ":");
	caps->group = rest;
	id_check(option, value, caps->user, "user");
	if (caps->group)
		id_check(option, value, caps->group, "group");
}

void caps_take_group_add(const struct option_row *option, const char *value)
{
	struct caps *caps = option->target;

	id_check(option, value, value, "group");
	if (caps->group_count == MOST_GROUPS_ADDED)
		options_refuse("more than %d groups", MOST_GROUPS_ADDED);
	caps->groups_added[caps->group_count++] = value;
}

/* Docker takes a colon as well as an equals sign, and both for nothing. */
void caps_take_no_new_privileges(
	const struct option_row *option, const char *value)
{
	struct caps *caps = option->target;
	const char *rest = value + strcspn(value, ":=");

	caps->no_new_privs = !*rest || !strcmp(rest + 1, "true");
	if (*rest && !caps->no_new_privs && strcmp(rest + 1, "false"))
		options_refuse("'--%s %s': it is 'true' or 'false'",
			option->name, value);
}
