/* oom.c - was it the kernel that killed, and for want of memory? */
/* SPDX-License-Identifier: MIT */
#include "oom.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "die.h"
#include "nearest.h"

#include "cgroup_resume.h"
#include "figure.h"
#include "limit.h"

/* kill, freeze, raise:16m */
void cgroup_take_on_oom(const struct option_row *option, const char *value)
{
	static const char *const words[] = { "kill", "freeze", "raise:SIZE" };
	static const char raise[] = "raise:";
	struct limits *limits = option->target;
	const char *meant;

	limits->oom_step = 0;
	if (!strcmp(value, "kill")) {
		limits->on_oom = OOM_KILL;
	} else if (!strcmp(value, "freeze")) {
		limits->on_oom = OOM_FREEZE;
	} else if (!strncmp(value, raise, strlen(raise)) &&
		   size_read(value + strlen(raise), &limits->oom_step) == 0) {
		limits->on_oom = OOM_RAISE;
	} else {
		meant = nearest(value, words, 3);
		options_refuse("'--on-oom %s' is not kill, freeze or raise:SIZE"
			       "%s%s%s",
			value, meant ? "; did you mean '" : "",
			meant ? meant : "", meant ? "'?" : "");
	}
}

/* In each version: how often it killed, how often the limit was the reason. */
static const struct {
	const char *kills_file, *reached_file, *reached_key, *limit_file;
} oom_files[] = {
	[1] = { "memory.oom_control", "memory.failcnt", NULL,
		"memory.limit_in_bytes" },
	[2] = { "memory.events", "memory.events", "oom", "memory.max" },
};

/* ": over its memory limit of 64M", or who else it was that had no more. */
static void reason_print(char *text, size_t size, const struct place *place)
{
	int group = place->group;
	uint64_t limit =
		figure_read(group, oom_files[place->version].limit_file, NULL);
	uint64_t reached =
		figure_read(group, oom_files[place->version].reached_file,
			oom_files[place->version].reached_key);
	char shown[SIZE_TEXT];

	/* Without swap, both together reach it first, which nobody counts. */
	if (place->version == 1 && reached == 0)
		reached = figure_read(group, "memory.max_usage_in_bytes",
				  NULL) >= limit;
	if (limit < UNKNOWN && reached > 0 && reached < UNKNOWN)
		snprintf(text, size, "over its memory limit of %s",
			size_print(shown, limit));
	else
		snprintf(text, size,
			"a group above it, or this machine, has no memory"
			" left");
}

/* How often the kernel has killed. */
static uint64_t kills_read(const struct place *place)
{
	uint64_t kills = 0;

	if (place->version)
		kills = figure_read(
			place->version == 1 ? place->inner : place->group,
			oom_files[place->version].kills_file, "oom_kill");
	return kills < UNKNOWN ? kills : 0;
}

bool cgroup_was_oom(const struct cgroup *cgroup)
{
	return kills_read(&cgroup->places[MEMORY]) > 0;
}

void oom_report(const struct cgroup *cgroup, int code)
{
	const struct place *place = &cgroup->places[MEMORY];
	uint64_t kills = kills_read(place);
	char reason[128];

	if (!kills)
		return;
	reason_print(reason, sizeof(reason), place);
	if (code == EXIT_SIGNAL + SIGKILL)
		warn_line("killed: %s", reason);
	else
		warn_line("killed %llu of its processes: %s",
			(unsigned long long)kills, reason);
}
