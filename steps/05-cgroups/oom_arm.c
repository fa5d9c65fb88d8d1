/* oom_arm.c - keep the kernel from killing, and notice that it would. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "file.h"

#include "figure.h"
#include "oom.h"
#include "tree.h"

#define USAGE_V1 "memory.usage_in_bytes"
#define LIMIT_V1 "memory.limit_in_bytes"
#define BOTH_V1 "memory.memsw.limit_in_bytes"

/*
 * Version 1: the killer can be switched off, and who needs a page then sleeps
 * until there is one. An eventfd says when the first falls asleep.
 */
static void arm_v1(struct watch *watch)
{
	int group = watch->memory.group;
	int control = openat(group, "memory.oom_control", O_RDONLY | O_CLOEXEC);

	watch->alarm = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (control < 0 || watch->alarm < 0 ||
		write_at(group, "cgroup.event_control", "%d %d", watch->alarm,
			control) < 0 ||
		write_at(group, "memory.oom_control", "1") < 0)
		cgroup_die("write cgroup", "cannot watch the memory limit");
	close(control);
}

/*
 * Version 2: the killer stays. But above memory.high, who wants more is slowed
 * down, so much that we come in time. The hard limit moves up a quarter: what
 * gets there in one leap is killed.
 */
static void arm_v2(struct watch *watch, uint64_t limit)
{
	int group = watch->memory.group;

	watch->alarm = openat(group, "memory.events", O_RDONLY | O_CLOEXEC);
	if (watch->alarm < 0 ||
		write_at(group, "memory.high", "%" PRIu64, limit) < 0 ||
		write_at(group, "memory.max", "%" PRIu64, limit + limit / 4) <
			0)
		cgroup_die("write cgroup", "cannot watch the memory limit");
}

void watch_arm(struct watch *watch, uint64_t limit)
{
	if (watch->memory.version == 1)
		arm_v1(watch);
	else
		arm_v2(watch, limit);
}

void watch_disarm(const struct watch *watch)
{
	if (watch->memory.version == 1)
		write_at(watch->memory.group, "memory.oom_control", "0");
}

uint64_t watch_limit(const struct watch *watch)
{
	return figure_read(watch->memory.group,
		watch->memory.version == 1 ? LIMIT_V1 : "memory.high", NULL);
}

uint64_t watch_usage(const struct watch *watch)
{
	return figure_read(watch->memory.group,
		watch->memory.version == 1 ? USAGE_V1 : "memory.current", NULL);
}

/*
 * Version 2 tells of each page above the limit, and most such pages it takes
 * back from caches a moment later. What stays comes to more than these few.
 */
bool watch_is_over(const struct watch *watch)
{
	const uint64_t few = 1 << 20;
	uint64_t limit;

	if (watch->memory.version == 1)
		return figure_read(watch->memory.group, "memory.oom_control",
			       "under_oom") == 1;
	limit = watch_limit(watch);
	return limit < UNKNOWN &&
	       watch_usage(watch) >
		       limit + (limit / 32 > few ? limit / 32 : few);
}

static int file_raise(int group, const char *file, uint64_t step)
{
	uint64_t value = figure_read(group, file, NULL);

	if (value >= UNKNOWN)
		return 0; /* no limit, or none of that kind */
	return write_at(group, file, "%" PRIu64, value + step);
}

/* The higher one first: no limit may be above that of memory and swap. */
int watch_raise(const struct watch *watch)
{
	int group = watch->memory.group;

	if (watch->memory.version == 1)
		return file_raise(group, BOTH_V1, watch->step) < 0
			       ? -1
			       : file_raise(group, LIMIT_V1, watch->step);
	return file_raise(group, "memory.max", watch->step) < 0
		       ? -1
		       : file_raise(group, "memory.high", watch->step);
}

const char *watch_cure(const struct watch *watch)
{
	if (watch->memory.version == 2)
		return "echo max >memory.max; echo SIZE >memory.high";
	return faccessat(watch->memory.group, BOTH_V1, F_OK, 0) == 0
		       ? "echo SIZE | tee " BOTH_V1 " " LIMIT_V1
		       : "echo SIZE >" LIMIT_V1;
}
