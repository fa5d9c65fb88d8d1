/* stats.c - what a guest has used, and which files say so. */
/* SPDX-License-Identifier: MIT */
#include "stats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"

#include "figure.h"

/*
 * What is held is given back at the end, and then the kernel says 0: of the
 * rows in this section we tell what was when most memory was in use.
 */
const char section_fullest[] = "fullest";

/*
 * What each version calls it: a file, and the first word of the line in it. (In
 * version 1, what is below the group is in the lines of a total_*.)
 */
const struct figure figures[] = {
	{ "memory", "peak", MEMORY, BYTES, "memory.max_usage_in_bytes",
		"memory.peak" },
	{ "memory", "limit", MEMORY, BYTES, "memory.limit_in_bytes",
		"memory.max" },
	{ "memory", "page_faults", MEMORY, TIMES, "memory.stat total_pgfault",
		"memory.stat pgfault" },
	{ "memory", "oom_kills", MEMORY, TIMES_INNER,
		"memory.oom_control oom_kill", "memory.events oom_kill" },
	{ "memory", "stalled", MEMORY, TIME, NULL, "memory.pressure some" },
	{ section_fullest, "usage", MEMORY, BYTES, "memory.usage_in_bytes",
		"memory.current" },
	{ section_fullest, "anon", MEMORY, BYTES, "memory.stat total_rss",
		"memory.stat anon" },
	{ section_fullest, "file", MEMORY, BYTES, "memory.stat total_cache",
		"memory.stat file" },
	{ section_fullest, "kernel", MEMORY, BYTES,
		"memory.kmem.usage_in_bytes", "memory.stat kernel" },
	{ section_fullest, "swap", MEMORY, BYTES, "memory.stat total_swap",
		"memory.swap.current" },
	{ section_fullest, "active_anon", MEMORY, BYTES,
		"memory.stat total_active_anon", "memory.stat active_anon" },
	{ section_fullest, "inactive_anon", MEMORY, BYTES,
		"memory.stat total_inactive_anon",
		"memory.stat inactive_anon" },
	{ section_fullest, "active_file", MEMORY, BYTES,
		"memory.stat total_active_file", "memory.stat active_file" },
	{ section_fullest, "inactive_file", MEMORY, BYTES,
		"memory.stat total_inactive_file",
		"memory.stat inactive_file" },
	{ section_fullest, "processes", PIDS, TIMES, "pids.current",
		"pids.current" },
	{ "cpu", "usage", CPUACCT, TIME, "cpuacct.usage",
		"cpu.stat usage_usec" },
	{ "cpu", "user", CPUACCT, TIME, "cpuacct.usage_user",
		"cpu.stat user_usec" },
	{ "cpu", "system", CPUACCT, TIME, "cpuacct.usage_sys",
		"cpu.stat system_usec" },
	{ "cpu", "periods", CPU, TIMES, "cpu.stat nr_periods",
		"cpu.stat nr_periods" },
	{ "cpu", "throttled_periods", CPU, TIMES, "cpu.stat nr_throttled",
		"cpu.stat nr_throttled" },
	{ "cpu", "throttled", CPU, TIME, "cpu.stat throttled_time",
		"cpu.stat throttled_usec" },
	{ "cpu", "stalled", CPU, TIME, NULL, "cpu.pressure some" },
	{ "io", "stalled", IO, TIME, NULL, "io.pressure some" },
	{ "pids", "peak", PIDS, TIMES, "pids.peak", "pids.peak" },
	{ "pids", "limit", PIDS, TIMES, "pids.max", "pids.max" },
	{ "pids", "refused", PIDS, TIMES_INNER, "pids.events max",
		"pids.events max" },
	{ 0 },
};

_Static_assert(sizeof(figures) / sizeof(*figures) <= MOST_FIGURES,
	"a struct stats has a value for each figure");

static uint64_t value_read(
	const struct cgroup *cgroup, const struct figure *figure)
{
	const struct place *place = &cgroup->places[figure->controller];
	const char *where = place->version == 1 ? figure->v1 : figure->v2;
	char file[64], *key;
	uint64_t value;

	if (!place->version || !where)
		return UNKNOWN;
	snprintf(file, sizeof(file), "%s", where);
	key = strchr(file, ' ');
	if (key)
		*key++ = '\0';
	value = figure_read(place->version == 1 && figure->unit == TIMES_INNER
				    ? place->inner
				    : place->group,
		file, key);
	/* Version 1 counts time in nanoseconds. */
	if (figure->unit == TIME && place->version == 1 && value < UNKNOWN)
		value /= 1000;
	return value;
}

/* "12345 678 0": nanoseconds, one word a processor. Version 2 has no such. */
static void cpus_read(const struct place *place, struct stats *stats)
{
	char *text = NULL, *rest, *end;
	uint64_t used;

	if (place->version == 1)
		text = read_all_at(place->group, "cpuacct.usage_percpu");
	for (rest = text; rest && stats->cpu_count < MOST_CPUS; rest = end) {
		used = strtoull(rest, &end, 10);
		if (end == rest)
			break;
		stats->cpus[stats->cpu_count++] = used / 1000;
	}
	free(text);
}

uint64_t stats_value(
	const struct cgroup *cgroup, const char *section, const char *name)
{
	for (size_t i = 0; figures[i].name; i++)
		if (!strcmp(figures[i].section, section) &&
			!strcmp(figures[i].name, name))
			return value_read(cgroup, &figures[i]);
	return UNKNOWN;
}

void stats_look(const struct cgroup *cgroup, uint64_t values[MOST_FIGURES])
{
	for (size_t i = 0; figures[i].name; i++)
		if (figures[i].section == section_fullest)
			values[i] = value_read(cgroup, &figures[i]);
}

void stats_read(struct cgroup *cgroup, struct stats *stats)
{
	const uint64_t *fullest = stats_fullest(cgroup);

	memset(stats, 0, sizeof(*stats));
	for (size_t i = 0; figures[i].name; i++)
		stats->values[i] = figures[i].section == section_fullest
					   ? fullest[i]
					   : value_read(cgroup, &figures[i]);
	cpus_read(&cgroup->places[CPUACCT], stats);
	disks_read(&cgroup->places[IO], stats);
}
