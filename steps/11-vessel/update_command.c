/* update_command.c - vessel update: other limits, now and at later starts. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "die.h"
#include "undo.h"

#include "alive.h"
#include "cgroup_resume.h"
#include "columns.h"
#include "command.h"
#include "each.h"
#include "limit.h"
#include "start.h"

/* The words of options, as they were typed. */
struct update {
	char *const *words, *const *end;
};

/* The last that was said of something is what counts. */
static void update_remember(
	struct container *container, const struct update *update)
{
	struct json_object *options = json_member(container->config, "options");

	for (char *const *word = update->words; word < update->end; word++)
		if (json_object_array_add(
			    options, json_object_new_string(*word)) < 0)
			die("malloc", "cannot keep '%s' in memory", *word);
}

/*
 * What it runs with and what it is started with later change together: a death
 * on the way leaves both as they were.
 */
static int update_one(const char *word, const void *argument)
{
	struct container container;
	static struct guest guest;

	container_find(&container, word);
	container_lock(&container);
	update_remember(&container, argument);
	start_recall(&guest, &container);
	limits_check(&guest.cgroup.limits);
	if (container.status == RUNNING || container.status == PAUSED) {
		alive_groups(&container, &guest.cgroup);
		cgroup_update(&guest.cgroup);
	}
	container_save_config(&container);
	undo_forget();
	event_log(&container, "update");
	container_close(&container);
	puts(word);
	return 0;
}

/* What is typed is looked at, and kept as it is. */
static struct cgroup update_asked;

static const struct option_row update_options[] = {
	{ "memory", 'm', "SIZE", "at most so much memory: 64m, 1g",
		cgroup_take_memory, &update_asked.limits.memory },
	{ "memory-swap", 0, "SIZE", "memory and swap together; -1: no limit",
		cgroup_take_memory, &update_asked.limits.memory_swap },
	{ "memory-reservation", 0, "SIZE", "what it keeps if all are short",
		cgroup_take_memory, &update_asked.limits.memory_reservation },
	{ "cpus", 0, "NUMBER", "at most so many processors: 0.5",
		cgroup_take_cpus, &update_asked.limits.cpu_quota },
	{ "cpu-shares", 'c', "NUMBER", "a share, if all want more (1024)",
		cgroup_take_shares, &update_asked.limits },
	{ "cpu-weight", 0, "NUMBER", "the same, as version 2 counts (100)",
		cgroup_take_weight, &update_asked.limits },
	{ "cpuset-cpus", 0, "LIST", "on these processors alone: 0-2,4",
		cgroup_take_cpuset, &update_asked.limits.cpuset_cpus },
	{ "cpuset-mems", 0, "LIST", "memory of these nodes alone",
		cgroup_take_cpuset, &update_asked.limits.cpuset_mems },
	{ "pids-limit", 0, "NUMBER",
		"at most so many processes and threads; -1: no limit",
		cgroup_take_pids, &update_asked.limits.pids },
	{ "blkio-weight", 0, "NUMBER", "a share of the disks, 10 to 1000",
		cgroup_take_blkio_weight, &update_asked.limits.blkio_weight },
	{ 0 },
};

int command_update(int argc, char **argv)
{
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "options CONTAINER...",
			.about = "Give a container other limits, as it runs and"
				 " for later starts.",
			.more = "All of them are set, or none.",
			.options = update_options,
		},
		argc, argv, 1, ANY_NUMBER);
	struct update update = { argv + 1, words };
	int code;

	if (update.words == update.end)
		options_refuse("nothing to update: name a limit, and what it"
			       " shall be");
	code = each_word(words, 1, update_one, &update);
	stdout_end();
	return code;
}
