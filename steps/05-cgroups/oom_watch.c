/* oom_watch.c - freeze who is over its memory limit, report, raise, thaw. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <termios.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

#include "figure.h"
#include "limit.h"
#include "oom.h"
#include "tree.h"
#include "watcher.h"

/* Without waiting: who sleeps for a page freezes only when it has got it. */
static void group_stop(const struct watch *watch, bool frozen)
{
	if (watch->freezer.version == 1)
		write_at(watch->freezer.group, "freezer.state", "%s",
			frozen ? "FROZEN" : "THAWED");
	else
		write_at(watch->freezer.group, "cgroup.freeze", "%d", frozen);
}

/* A person may have thawed it meanwhile. */
static bool group_is_stopped(const struct watch *watch)
{
	char text[64] = "";

	read_at(watch->freezer.group,
		watch->freezer.version == 1 ? "freezer.state" : "cgroup.freeze",
		text, sizeof(text));
	return *text == 'F' || *text == '1'; /* FROZEN, FREEZING */
}

/* The path of an open directory, for people. */
static const char *path_of(int directory, char path[PATH_MAX])
{
	char link[64];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", directory);
	length = readlink(link, path, PATH_MAX - 1);
	path[length > 0 ? length : 0] = '\0';
	return path;
}

/* Whoever reads it shall not have to look for the files. */
static void cure_print(const struct watch *watch)
{
	char memory[PATH_MAX], freezer[PATH_MAX];
	bool v1 = watch->freezer.version == 1;

	dprintf(STDERR_FILENO, "  to let it go on: cd %s; %s; echo %s >%s/%s\n",
		path_of(watch->memory.group, memory), watch_cure(watch),
		v1 ? "THAWED" : "0", path_of(watch->freezer.group, freezer),
		v1 ? "freezer.state" : "cgroup.freeze");
}

static void limit_reached(const struct watch *watch)
{
	char used[SIZE_TEXT], before[SIZE_TEXT], now[SIZE_TEXT];

	group_stop(watch, true);
	/* Before, it may have seen to it that nobody prints. It cannot now. */
	tcflow(STDERR_FILENO, TCOON);
	size_print(used, watch_usage(watch));
	size_print(before, watch_limit(watch));
	if (!watch->step) {
		warn_line("frozen: at its memory limit of %s, with %s in use",
			before, used);
		cure_print(watch);
	} else if (watch_raise(watch) < 0) {
		warn_line("frozen: its memory limit of %s cannot be raised: %s",
			before, strerror(errno));
		cure_print(watch);
	} else {
		size_print(now, watch_limit(watch));
		warn_line("at its memory limit of %s, with %s in use: raised to"
			  " %s",
			before, used, now);
		group_stop(watch, false);
	}
}

static bool is_to_die(const char *pid)
{
	char path[64], text[4096];
	const char *at = text;

	snprintf(path, sizeof(path), "/proc/%s/status", pid);
	if (read_at(AT_FDCWD, path, text, sizeof(text)) < 0)
		return false;
	while ((at = strstr(at, "Pnd:\t"))) /* SigPnd and ShdPnd */
		if (strtoull(at += 5, NULL, 16) & 1U << (SIGKILL - 1))
			return true;
	return false;
}

static bool someone_is_to_die(const struct watch *watch)
{
	char *text = read_all_at(watch->freezer.inner, "cgroup.procs");
	char *rest = text, *pid;
	bool found = false;

	while (!found && (pid = strsep(&rest, "\n")))
		found = *pid && is_to_die(pid);
	free(text);
	return found;
}

/* What is read wakes nobody again: eventfd(2), and poll(2) on kernel files. */
static void alarm_take(const struct watch *watch)
{
	char text[4096];

	if (lseek(watch->alarm, 0, SEEK_SET) < 0 && errno != ESPIPE)
		return;
	if (read(watch->alarm, text, sizeof(text)) < 0)
		return; /* nothing yet */
}

/* The watcher's whole life. */
static void watch_memory(int launcher, void *argument)
{
	const struct watch *watch = argument;
	struct pollfd wait[] = {
		{ watch->alarm, watch->memory.version == 1 ? POLLIN : POLLPRI,
			0 },
		{ launcher, POLLIN, 0 },
	};
	bool v1 = watch->freezer.version == 1;

	prctl(PR_SET_NAME, "oom-watch");
	do {
		alarm_take(watch);
		/* In version 1, who is frozen does not even die of SIGKILL. */
		if (v1 && someone_is_to_die(watch))
			group_stop(watch, false);
		else if (!group_is_stopped(watch) && watch_is_over(watch))
			limit_reached(watch);
	} while (poll(wait, 2, v1 && group_is_stopped(watch) ? 100 : -1) >= 0 &&
		 !wait[1].revents);
	/* Nobody is left who could thaw it: the guest is to die as well. */
	watch_disarm(watch);
	group_stop(watch, false);
}

void oom_watch(struct cgroup *cgroup)
{
	struct watch watch = {
		.memory = cgroup->places[MEMORY],
		.freezer = cgroup->places[FREEZER],
		.step = cgroup->limits.oom_step,
	};

	if (cgroup->limits.on_oom == OOM_KILL)
		return;
	if (!watch.freezer.version)
		controller_die(cgroup, FREEZER, "--on-oom");
	watch_arm(&watch, cgroup->limits.memory);
	watcher_start(&cgroup->oom_watcher, watch_memory, &watch);
	close(watch.alarm);
}
