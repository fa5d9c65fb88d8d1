/* ps.c - vessel ps: the containers that there are. */
/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "number.h"

#include "columns.h"
#include "command.h"
#include "container.h"
#include "describe.h"
#include "when.h"

enum { SHORT_COMMAND = 20 };

static const struct column ps_heads[] = { { "CONTAINER ID", 0 },
	{ "IMAGE", 40 }, { "COMMAND", 0 }, { "CREATED", 0 }, { "STATUS", 0 },
	{ "PORTS", 0 }, { "NAMES", 0 }, { 0 } };

struct ps {
	bool all, quiet, no_trunc, json;
	unsigned long most, count; /* --last; 0: all */
	struct columns columns;
	struct json_object *list;
};

/* In quotes, as docker shows it: they tell where it has been cut. */
static char *ps_command(const struct ps *ps, const struct container *container)
{
	char *whole = describe_command(container), *quoted;
	char *cut = columns_cut(whole, ps->no_trunc ? 0 : SHORT_COMMAND);

	if (asprintf(&quoted, "\"%s\"", cut) < 0)
		die("malloc", "cannot show a command");
	free(whole);
	free(cut);
	return quoted;
}

static void ps_row(struct ps *ps, const struct container *container)
{
	const char *image = json_text(container->config, "image");
	char created[WHEN_TEXT], status[STATUS_TEXT], id[ID_LENGTH + 1];
	char *command = ps_command(ps, container);
	char *ports = describe_ports(container);

	snprintf(id, sizeof(id), "%.*s", ps->no_trunc ? ID_LENGTH : SHORT_ID,
		container->id);
	describe_created(created, container);
	describe_status(status, container);
	columns_add(&ps->columns,
		(const char *[]){ id, image ? image : "", command, created,
			status, ports, container->name });
	free(command);
	free(ports);
}

static void ps_each(struct container *container, void *argument)
{
	struct ps *ps = argument;

	if (ps->most && ps->count++ >= ps->most)
		return;
	if (!ps->all && !ps->most && container->status != RUNNING &&
		container->status != PAUSED && container->status != STARTING)
		return;
	if (ps->json)
		json_object_array_add(ps->list, describe_short(container));
	else if (ps->quiet)
		printf("%.*s\n", ps->no_trunc ? ID_LENGTH : SHORT_ID,
			container->id);
	else
		ps_row(ps, container);
}

/* docker takes -1 for all of them, and 0 for what runs. */
static void ps_take_last(const struct option_row *option, const char *value)
{
	struct ps *ps = option->target;

	ps->most = 1;
	if (value && number_read(value, 1, ULONG_MAX, &ps->most) < 0)
		options_refuse("'--last %s' is no number from 1", value);
}

int command_ps(int argc, char **argv)
{
	struct ps ps = { 0 };
	const struct option_row options[] = {
		{ "all", 'a', NULL, "those that do not run, too", option_flag,
			&ps.all },
		{ "last", 'n', "NUMBER", "the newest, whether they run or not",
			ps_take_last, &ps },
		{ "latest", 'l', NULL, "the newest", ps_take_last, &ps },
		{ "quiet", 'q', NULL, "ids alone", option_flag, &ps.quiet },
		{ "no-trunc", 0, NULL, "cut nothing", option_flag,
			&ps.no_trunc },
		{ "json", 0, NULL, "a list in JSON", option_flag, &ps.json },
		{ 0 },
	};

	command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options]",
			.about = "List the containers that run.",
			.options = options,
		},
		argc, argv, 0, 0);
	ps.columns =
		(struct columns){ .heads = ps_heads, .whole = ps.no_trunc };
	ps.list = json_object_new_array();
	containers_each(ps_each, &ps);
	if (ps.json)
		json_print(ps.list);
	else if (!ps.quiet)
		columns_print(&ps.columns);
	stdout_end();
	json_object_put(ps.list);
	return EXIT_SUCCESS;
}
