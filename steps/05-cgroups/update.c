/* update.c - other limits for a guest that runs: all of them, or none. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "file.h"
#include "undo.h"

#include "cgroup_resume.h"
#include "figure.h"
#include "group.h"
#include "limit.h"
#include "oom.h"

/*
 * All that limits_apply() writes. Some stand in the way of others, and are
 * lifted before: no limit of memory is above that of memory and swap, and no
 * group may have more than the one above it. (What is lifted in the inner one
 * is still limited there.)
 */
static const struct {
	enum controller controller;
	const char *file, *lifted, *lifted_inner; /* NULL: in nobody's way */
} rows[] = {
	{ MEMORY, "memory.memsw.limit_in_bytes", "-1", "-1" },
	{ MEMORY, "memory.limit_in_bytes", NULL, "-1" },
	{ MEMORY, "memory.soft_limit_in_bytes", NULL, NULL },
	{ MEMORY, "memory.max", NULL, NULL },
	{ MEMORY, "memory.high", NULL, NULL },
	{ MEMORY, "memory.swap.max", NULL, NULL },
	{ MEMORY, "memory.low", NULL, NULL },
	{ CPU, "cpu.cfs_period_us", NULL, NULL },
	{ CPU, "cpu.cfs_quota_us", NULL, "-1" },
	{ CPU, "cpu.shares", NULL, NULL },
	{ CPU, "cpu.max", NULL, NULL },
	{ CPU, "cpu.weight", NULL, NULL },
	{ CPUSET, "cpuset.cpus", NULL, NULL },
	{ CPUSET, "cpuset.mems", NULL, NULL },
	{ PIDS, "pids.max", NULL, "max" },
	{ IO, "blkio.weight", NULL, NULL },
	{ IO, "blkio.bfq.weight", NULL, NULL },
	{ IO, "io.bfq.weight", NULL, NULL },
	{ IO, "io.weight", NULL, NULL },
};

enum { ROWS = sizeof(rows) / sizeof(*rows), MOST_PASSES = 4 };

/* What was in them: in the group with the limits, and in that in it. */
static struct before {
	const struct cgroup *cgroup;
	char *outer[ROWS], *inner[ROWS]; /* NULL: no such file */
} before;

static void rows_read(const struct cgroup *cgroup)
{
	before.cgroup = cgroup;
	for (size_t i = 0; i < ROWS; i++) {
		const struct place *place = &cgroup->places[rows[i].controller];

		if (!place->version)
			continue;
		before.outer[i] = read_all_at(place->group, rows[i].file);
		if (place->inner != place->group)
			before.inner[i] =
				read_all_at(place->inner, rows[i].file);
	}
}

static void rows_lift(const struct cgroup *cgroup)
{
	for (size_t i = 0; i < ROWS; i++) {
		const struct place *place = &cgroup->places[rows[i].controller];

		if (!place->version)
			continue;
		if (rows[i].lifted_inner && place->inner != place->group)
			write_at(place->inner, rows[i].file, "%s",
				rows[i].lifted_inner);
		if (rows[i].lifted)
			write_at(place->group, rows[i].file, "%s",
				rows[i].lifted);
	}
}

/* What cannot be yet, because of another, can be in the next round. */
static void rows_restore(void *argument)
{
	const struct cgroup *cgroup = before.cgroup;
	int failed = 1;

	(void)argument;
	rows_lift(cgroup);
	for (int pass = 0; failed && pass < MOST_PASSES; pass++) {
		failed = 0;
		for (size_t i = 0; i < ROWS; i++) {
			const struct place *place =
				&cgroup->places[rows[i].controller];

			if (before.outer[i])
				failed |= write_at(place->group, rows[i].file,
					"%s", before.outer[i]);
			if (before.inner[i])
				failed |= write_at(place->inner, rows[i].file,
					"%s", before.inner[i]);
		}
	}
}

/*
 * In version 1 all of the inner one have to be among those of the outer one,
 * before and after. What is more in between is nobody's in the inner one; and
 * limits_apply() looks at what there is to have.
 */
static void cpuset_widen(
	const struct cgroup *cgroup, const char *file, const char *list)
{
	const struct place *place = &cgroup->places[CPUSET];
	char *old = place->version ? read_all_at(place->group, file) : NULL;

	if (old && list) {
		old[strcspn(old, "\n")] = '\0';
		write_at(place->group, file, "%s%s%s", old, *old ? "," : "",
			list);
		if (place->inner != place->group)
			write_at(place->inner, file, "%s", list);
	}
	free(old);
}

/* Version 1 refuses it, version 2 would kill in there until it fits. */
static void memory_check(const struct cgroup *cgroup)
{
	const struct place *place = &cgroup->places[MEMORY];
	uint64_t limit = cgroup->limits.memory, used;
	char wanted[SIZE_TEXT], shown[SIZE_TEXT];

	if (!limit || place->version != 2)
		return;
	used = figure_read(place->group, "memory.current", NULL);
	if (used < UNKNOWN && used > limit)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "the group has more than that in use" },
			"cannot set --memory %s: it uses %s",
			size_print(wanted, limit), size_print(shown, used));
}

void cgroup_update(struct cgroup *cgroup)
{
	const struct limits *limits = &cgroup->limits;
	struct watch watch = { .memory = cgroup->places[MEMORY] };

	limits_check(limits);
	memory_check(cgroup);
	rows_read(cgroup);
	undo_later(rows_restore, NULL);
	rows_lift(cgroup);
	cpuset_widen(cgroup, "cpuset.cpus", limits->cpuset_cpus);
	cpuset_widen(cgroup, "cpuset.mems", limits->cpuset_mems);
	limits_apply(cgroup);
	if (limits->on_oom != OOM_KILL && watch.memory.version == 2) {
		watch_arm(&watch, limits->memory);
		close(watch.alarm);
	}
	for (size_t i = 0; i < cgroup->tree_count; i++)
		group_show(&cgroup->trees[i], limits);
}
