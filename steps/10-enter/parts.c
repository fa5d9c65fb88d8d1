/* parts.c - what a process can have in common with another. */
/* SPDX-License-Identifier: MIT */
#include "parts.h"

#include <linux/sched.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "nearest.h"

/* Linux has it since 5.6, its headers as well. */
#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x80
#endif

const struct part_row parts[PARTS] = {
	[PART_USER] = { "user", CLONE_NEWUSER },
	[PART_MNT] = { "mnt", CLONE_NEWNS },
	[PART_PID] = { "pid", CLONE_NEWPID },
	[PART_NET] = { "net", CLONE_NEWNET },
	[PART_UTS] = { "uts", CLONE_NEWUTS },
	[PART_IPC] = { "ipc", CLONE_NEWIPC },
	[PART_CGROUP] = { "cgroup", CLONE_NEWCGROUP },
	[PART_TIME] = { "time", CLONE_NEWTIME },
	[PART_ROOT] = { "root", 0 },
	[PART_GROUP] = { "group", 0 },
	[PART_CAPS] = { "caps", 0 },
	[PART_FILTER] = { "filter", 0 },
};

bool part_wanted(const struct enter *enter, enum part part)
{
	unsigned int with = enter->with ? enter->with : ~0U;

	return with & ~enter->without & (1U << part);
}

static _Noreturn void part_unknown(const char *option, const char *name)
{
	const char *names[PARTS], *meant;

	for (size_t i = 0; i < PARTS; i++)
		names[i] = parts[i].name;
	meant = nearest(name, names, PARTS);
	if (meant)
		options_refuse("'--%s %s': there is no such part: did you mean"
			       " '%s'?",
			option, name, meant);
	options_refuse("'--%s %s': there is no such part: there are user, mnt,"
		       " pid, net, uts, ipc, cgroup, time, root, group, caps"
		       " and filter",
		option, name);
}

unsigned int parts_read(const char *option, const char *list)
{
	char *copy = strdup(list), *rest = copy;
	unsigned int set = 0;
	size_t i;

	if (!copy)
		die("malloc", "cannot keep '%s' in memory", list);
	for (char *name; (name = strsep(&rest, ","));) {
		for (i = 0; i < PARTS && strcmp(parts[i].name, name); i++)
			;
		if (i == PARTS)
			part_unknown(option, name);
		set |= 1U << i;
	}
	free(copy);
	return set;
}
