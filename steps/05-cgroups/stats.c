/* stats.c - what a guest has used, and the files of each version that say so. */
/* SPDX-License-Identifier: MIT */
#include "stats.h"

#include <stdlib.h>
#include <string.h>

#include "file.h"

#include "figure.h"

#define V1 .v[1]
#define V2 .v[2]

/* (In version 1, what is below the group is in the lines of a total_*.) */
const struct figure figures[] = {
	{ "memory", "peak", MEMORY, V1 = { "memory.max_usage_in_bytes" },
		V2 = { "memory.peak" } },
	{ "memory", "usage", MEMORY, V1 = { "memory.usage_in_bytes" },
		V2 = { "memory.current" } },
	{ "memory", "limit", MEMORY, V1 = { "memory.limit_in_bytes" },
		V2 = { "memory.max" } },
	{ "memory", "anon", MEMORY, V1 = { "memory.stat", "total_rss" },
		V2 = { "memory.stat", "anon" } },
	{ "memory", "file", MEMORY, V1 = { "memory.stat", "total_cache" },
		V2 = { "memory.stat", "file" } },
	{ "memory", "kernel", MEMORY, V1 = { "memory.kmem.usage_in_bytes" },
		V2 = { "memory.stat", "kernel" } },
	{ "memory", "swap", MEMORY, V1 = { "memory.stat", "total_swap" },
		V2 = { "memory.swap.current" } },
	{ "memory", "active_anon", MEMORY,
		V1 = { "memory.stat", "total_active_anon" },
		V2 = { "memory.stat", "active_anon" } },
	{ "memory", "inactive_anon", MEMORY,
		V1 = { "memory.stat", "total_inactive_anon" },
		V2 = { "memory.stat", "inactive_anon" } },
	{ "memory", "active_file", MEMORY,
		V1 = { "memory.stat", "total_active_file" },
		V2 = { "memory.stat", "active_file" } },
	{ "memory", "inactive_file", MEMORY,
		V1 = { "memory.stat", "total_inactive_file" },
		V2 = { "memory.stat", "inactive_file" } },
	{ "memory", "page_faults", MEMORY,
		V1 = { "memory.stat", "total_pgfault", TIMES },
		V2 = { "memory.stat", "pgfault", TIMES } },
	{ "memory", "oom_kills", MEMORY,
		V1 = { "memory.oom_control", "oom_kill", TIMES },
		V2 = { "memory.events", "oom_kill", TIMES } },
	{ "memory", "stalled", MEMORY,
		V2 = { "memory.pressure", "some", MICROSECONDS } },
	{ "cpu", "usage", CPUACCT, V1 = { "cpuacct.usage", NULL, NANOSECONDS },
		V2 = { "cpu.stat", "usage_usec", MICROSECONDS } },
	{ "cpu", "user", CPUACCT,
		V1 = { "cpuacct.usage_user", NULL, NANOSECONDS },
		V2 = { "cpu.stat", "user_usec", MICROSECONDS } },
	{ "cpu", "system", CPUACCT,
		V1 = { "cpuacct.usage_sys", NULL, NANOSECONDS },
		V2 = { "cpu.stat", "system_usec", MICROSECONDS } },
	{ "cpu", "periods", CPU, V1 = { "cpu.stat", "nr_periods", TIMES },
		V2 = { "cpu.stat", "nr_periods", TIMES } },
	{ "cpu", "throttled_periods", CPU,
		V1 = { "cpu.stat", "nr_throttled", TIMES },
		V2 = { "cpu.stat", "nr_throttled", TIMES } },
	{ "cpu", "throttled", CPU,
		V1 = { "cpu.stat", "throttled_time", NANOSECONDS },
		V2 = { "cpu.stat", "throttled_usec", MICROSECONDS } },
	{ "cpu", "stalled", CPU,
		V2 = { "cpu.pressure", "some", MICROSECONDS } },
	{ "io", "stalled", IO, V2 = { "io.pressure", "some", MICROSECONDS } },
	{ "pids", "peak", PIDS, V1 = { "pids.peak", NULL, TIMES },
		V2 = { "pids.peak", NULL, TIMES } },
	{ "pids", "current", PIDS, V1 = { "pids.current", NULL, TIMES },
		V2 = { "pids.current", NULL, TIMES } },
	{ "pids", "limit", PIDS, V1 = { "pids.max", NULL, TIMES },
		V2 = { "pids.max", NULL, TIMES } },
	{ "pids", "refused", PIDS, V1 = { "pids.events", "max", TIMES },
		V2 = { "pids.events", "max", TIMES } },
	{ 0 },
};

_Static_assert(sizeof(figures) / sizeof(*figures) <= MOST_FIGURES,
	"a struct stats has a value for each figure");

static uint64_t value_read(
	const struct figure *figure, const struct place *place)
{
	int version = place->version;
	uint64_t value;

	if (!version || !figure->v[version].file)
		return UNKNOWN;
	value = figure_read(
		place->group, figure->v[version].file, figure->v[version].key);
	if (figure->v[version].unit == NANOSECONDS && value < UNKNOWN)
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

void stats_read(const struct cgroup *cgroup, struct stats *stats)
{
	memset(stats, 0, sizeof(*stats));
	for (size_t i = 0; figures[i].name; i++)
		stats->values[i] = value_read(
			&figures[i], &cgroup->places[figures[i].controller]);
	cpus_read(&cgroup->places[CPUACCT], stats);
	disks_read(&cgroup->places[IO], stats);
}
