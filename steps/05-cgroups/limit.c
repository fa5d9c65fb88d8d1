/* limit.c - what a guest may use at most, and the files that say so. */
/* SPDX-License-Identifier: MIT */
#include "limit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

#include "tree.h"

enum { PERIOD = 100000 }; /* microseconds; --cpus is a part of each */

unsigned int limits_wanted(const struct limits *limits)
{
	const struct {
		bool wanted;
		enum controller controller;
	} rows[] = {
		{ limits->memory || limits->memory_reservation, MEMORY },
		{ limits->cpu_quota || limits->cpu_weight, CPU },
		{ limits->cpuset_cpus || limits->cpuset_mems, CPUSET },
		{ limits->pids, PIDS },
		{ limits->blkio_weight || limits->throttle_count, IO },
	};
	unsigned int set = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].wanted)
			set |= 1U << rows[i].controller;
	return set;
}

void limits_check(const struct limits *limits)
{
	if (limits->memory_swap && !limits->memory)
		options_refuse("--memory-swap is memory and swap together: it"
			       " needs --memory");
	if (limits->memory_swap && limits->memory_swap < limits->memory)
		options_refuse("--memory-swap is memory and swap together: it"
			       " cannot be below --memory");
	if (limits->memory && limits->memory_reservation > limits->memory)
		options_refuse("--memory-reservation cannot be above --memory");
	if (limits->on_oom != OOM_KILL && !limits->memory)
		options_refuse("--on-oom is for a limit: it needs --memory");
}

void limit_set(struct cgroup *cgroup, enum controller controller,
	const char *option, const char *v1, const char *v2, const char *format,
	...)
{
	const struct place *place = &cgroup->places[controller];
	const char *file = place->version == 2 ? v2 : v1;
	va_list arguments;
	char value[256];

	if (!place->version)
		controller_die(cgroup, controller, option);
	va_start(arguments, format);
	vsnprintf(value, sizeof(value), format, arguments);
	va_end(arguments);
	if (write_at(place->group, file, "%s", value) < 0)
		cgroup_die("write cgroup", "cannot set %s: '%s' takes no '%s'",
			option, file, value);
}

/* What stands for "as much as there is" is a word, or -1. */
static const char *amount(
	const struct cgroup *cgroup, enum controller controller, uint64_t value)
{
	static char text[32];

	if (value == UNLIMITED)
		return cgroup->places[controller].version == 2 ? "max" : "-1";
	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	return text;
}

static bool has_file(
	const struct cgroup *cgroup, const char *v1, const char *v2)
{
	const struct place *place = &cgroup->places[MEMORY];

	return faccessat(place->group, place->version == 2 ? v2 : v1, F_OK,
		       0) == 0;
}

/*
 * Version 1 counts memory and swap together, as docker does, version 2 each by
 * itself. Who says nothing of swap gets as much of it as of memory.
 */
static void swap_apply(struct cgroup *cgroup)
{
	static const char v1[] = "memory.memsw.limit_in_bytes";
	static const char v2[] = "memory.swap.max";
	const struct limits *limits = &cgroup->limits;
	uint64_t both = limits->memory_swap;

	if (!both && (limits->memory == UNLIMITED || !has_file(cgroup, v1, v2)))
		return; /* a kernel that does not count it */
	if (!both)
		both = limits->memory > UNLIMITED / 4 ? UNLIMITED
						      : 2 * limits->memory;
	if (cgroup->places[MEMORY].version == 2 && both != UNLIMITED)
		both -= limits->memory;
	limit_set(cgroup, MEMORY, "--memory-swap", v1, v2, "%s",
		amount(cgroup, MEMORY, both));
}

static void memory_apply(struct cgroup *cgroup)
{
	const struct limits *limits = &cgroup->limits;

	if (limits->memory) {
		limit_set(cgroup, MEMORY, "--memory", "memory.limit_in_bytes",
			"memory.max", "%s",
			amount(cgroup, MEMORY, limits->memory));
		swap_apply(cgroup);
	}
	if (limits->memory_reservation)
		limit_set(cgroup, MEMORY, "--memory-reservation",
			"memory.soft_limit_in_bytes", "memory.low", "%s",
			amount(cgroup, MEMORY, limits->memory_reservation));
}

static void cpu_apply(struct cgroup *cgroup)
{
	const struct limits *limits = &cgroup->limits;

	if (limits->cpu_weight)
		limit_set(cgroup, CPU, "--cpu-shares", "cpu.shares",
			"cpu.weight", "%lu",
			cgroup->places[CPU].version == 2 ? limits->cpu_weight
							 : limits->cpu_shares);
	if (!limits->cpu_quota)
		return;
	if (cgroup->places[CPU].version == 2) {
		limit_set(cgroup, CPU, "--cpus", "", "cpu.max", "%lu %d",
			limits->cpu_quota, PERIOD);
		return;
	}
	limit_set(cgroup, CPU, "--cpus", "cpu.cfs_period_us", "", "%d", PERIOD);
	limit_set(cgroup, CPU, "--cpus", "cpu.cfs_quota_us", "", "%lu",
		limits->cpu_quota);
}

void limits_apply(struct cgroup *cgroup)
{
	const struct limits *limits = &cgroup->limits;

	memory_apply(cgroup);
	cpu_apply(cgroup);
	cpuset_apply(cgroup);
	if (limits->pids)
		limit_set(cgroup, PIDS, "--pids-limit", "pids.max", "pids.max",
			"%s",
			limits->pids == UNLIMITED
				? "max"
				: amount(cgroup, PIDS, limits->pids));
	throttles_apply(cgroup);
}
