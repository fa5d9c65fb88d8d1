/* oom.h - what happens to a guest that is over its memory limit. */
/* SPDX-License-Identifier: MIT */
#ifndef OOM_H
#define OOM_H

#include "cgroup.h"

/*
 * Host side, after limits_apply() and before the guest is born. Unless the
 * kernel shall kill, start a process that stops the guest instead, says so, and
 * raises the limit if that was asked for. It ends when we do.
 */
void oom_watch(struct cgroup *cgroup);

/* Host side. Say it if the kernel has killed; `code` is the guest's. */
void oom_report(const struct cgroup *cgroup, int code);

/* Host side. What the kernel is told, so that it leaves killing to us. */
struct watch {
	struct place memory, freezer;
	int alarm;     /* poll(2) wakes when there may be something */
	uint64_t step; /* to raise the limit by; 0: freeze */
};
void watch_arm(struct watch *watch, uint64_t limit);

/* Host side. Has the guest come to its limit, and can nothing be reclaimed? */
bool watch_is_over(const struct watch *watch);

/* Host side. Its limit, what it uses, and a limit that is higher by `step`. */
uint64_t watch_limit(const struct watch *watch);
uint64_t watch_usage(const struct watch *watch);
int watch_raise(const struct watch *watch);

/* Host side. The same as words for a shell in the group's directory. */
const char *watch_cure(const struct watch *watch);

/* Host side. Let the kernel kill again. */
void watch_disarm(const struct watch *watch);

#endif
