/* ulimit.c - what a process of the guest's may use, one by one. */
/* SPDX-License-Identifier: MIT */
#include "ulimit.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "nearest.h"
#include "number.h"

/* The names are docker's; it has none for the address space. */
static const char *const ulimit_names[RLIM_NLIMITS] = {
	[RLIMIT_CORE] = "core",
	[RLIMIT_CPU] = "cpu",
	[RLIMIT_DATA] = "data",
	[RLIMIT_FSIZE] = "fsize",
	[RLIMIT_LOCKS] = "locks",
	[RLIMIT_MEMLOCK] = "memlock",
	[RLIMIT_MSGQUEUE] = "msgqueue",
	[RLIMIT_NICE] = "nice",
	[RLIMIT_NOFILE] = "nofile",
	[RLIMIT_NPROC] = "nproc",
	[RLIMIT_RSS] = "rss",
	[RLIMIT_RTPRIO] = "rtprio",
	[RLIMIT_RTTIME] = "rttime",
	[RLIMIT_SIGPENDING] = "sigpending",
	[RLIMIT_STACK] = "stack",
};

static int ulimit_find(const struct option_row *option, const char *value)
{
	const char *names[RLIM_NLIMITS], *meant;
	size_t count = 0;
	char name[16];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(value, "="), value);
	for (int i = 0; i < RLIM_NLIMITS; i++) {
		if (!ulimit_names[i])
			continue;
		if (!strcmp(ulimit_names[i], name))
			return i;
		names[count++] = ulimit_names[i];
	}
	meant = nearest(name, names, count);
	options_refuse("'--%s %s': there is no such limit%s%s%s", option->name,
		value, meant ? ": did you mean '" : "", meant ? meant : "",
		meant ? "'?" : "");
}

static rlim_t ulimit_read(
	const struct option_row *option, const char *value, const char *text)
{
	unsigned long number;

	if (!strcmp(text, "-1") || !strcmp(text, "unlimited"))
		return RLIM_INFINITY;
	if (number_read(text, 0, ULONG_MAX - 1, &number) < 0)
		options_refuse("'--%s %s' is not NAME=SOFT[:HARD], with"
			       " numbers, or -1 for no limit",
			option->name, value);
	return number;
}

void ulimit_take(const struct option_row *option, const char *value)
{
	struct ulimits *ulimits = option->target;
	struct ulimit *ulimit = &ulimits->of[ulimit_find(option, value)];
	const char *rest = value + strcspn(value, "=");
	char soft[24];

	if (*rest)
		rest++;
	snprintf(soft, sizeof(soft), "%.*s", (int)strcspn(rest, ":"), rest);
	ulimit->wanted = true;
	ulimit->limit.rlim_cur = ulimit_read(option, value, soft);
	ulimit->limit.rlim_max = ulimit->limit.rlim_cur;
	rest = strchr(rest, ':');
	if (rest)
		ulimit->limit.rlim_max = ulimit_read(option, value, rest + 1);
	if (ulimit->limit.rlim_cur > ulimit->limit.rlim_max)
		options_refuse("'--%s %s': the soft limit is above the hard"
			       " one",
			option->name, value);
}

static _Noreturn void ulimit_refuse(int number, rlim_t wanted, rlim_t most)
{
	int error = errno;
	char cure[128], limit[24] = "unlimited";

	snprintf(cure, sizeof(cure),
		"it is %llu here, and to raise it takes CAP_SYS_RESOURCE",
		(unsigned long long)most);
	if (number == RLIMIT_NOFILE && geteuid() == 0) /* proc_sys_fs(5) */
		snprintf(cure + strlen(cure), sizeof(cure) - strlen(cure),
			"; fs.nr_open is the most");
	if (wanted != RLIM_INFINITY)
		snprintf(limit, sizeof(limit), "%llu",
			(unsigned long long)wanted);
	die_of(&(struct death){ EXIT_LAUNCHER, error, NULL, cure },
		"cannot raise the hard limit '%s' to %s", ulimit_names[number],
		limit);
}

void ulimits_raise(const struct ulimits *ulimits)
{
	struct rlimit now;

	for (int i = 0; i < RLIM_NLIMITS; i++) {
		const struct ulimit *ulimit = &ulimits->of[i];
		rlim_t wanted = ulimit->limit.rlim_max;

		if (!ulimit->wanted)
			continue;
		if (getrlimit(i, &now) < 0)
			die("setrlimit", "cannot read our limits");
		if (wanted <= now.rlim_max)
			continue;
		if (setrlimit(i, &(struct rlimit){ now.rlim_cur, wanted }) < 0)
			ulimit_refuse(i, wanted, now.rlim_max);
	}
}

void ulimits_set(const struct ulimits *ulimits)
{
	for (int i = 0; i < RLIM_NLIMITS; i++)
		if (ulimits->of[i].wanted &&
			setrlimit(i, &ulimits->of[i].limit) < 0)
			die("setrlimit", "cannot set the limit '%s'",
				ulimit_names[i]);
}
