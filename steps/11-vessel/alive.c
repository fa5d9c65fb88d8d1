/* alive.c - a container that runs: its groups, and its first process. */
/* SPDX-License-Identifier: MIT */
#include "alive.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

#include "cgroup_resume.h"

void alive_find(struct container *container, const char *word, bool paused)
{
	container_find(container, word);
	container_lock(container);
	container_must_run(container, paused);
}

void alive_groups(const struct container *container, struct cgroup *groups)
{
	if (cgroup_open(groups, json_text(container->runtime, "groups")))
		return;
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "without root that takes a group that was handed"
			       " over: systemd-run --user --scope"
			       " -p Delegate=yes vessel start CONTAINER" },
		"container %s has no groups", container->name);
}

/* Whose child is it? 0: there is no such process. proc_pid_stat(5) */
static pid_t alive_parent(pid_t pid)
{
	char path[32], text[1024], *rest;
	int parent;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	if (read_at(AT_FDCWD, path, text, sizeof(text)) < 0)
		return 0;
	rest = strrchr(text, ')'); /* its name may have some, too */
	return rest && sscanf(rest, ") %*c %d", &parent) == 1 ? parent : 0;
}

/*
 * Its number may be another's by now, but never a child's of the monitor, as
 * long as that is there: and it is, or the status would not be this one.
 */
int alive_signal(const struct container *container, int number)
{
	int process = (int)syscall(SYS_pidfd_open, container->pid, 0);
	int failed = -1, error;

	if (process < 0)
		return -1;
	errno = ESRCH;
	if (alive_parent(container->pid) == container->monitor)
		failed = (int)syscall(
			SYS_pidfd_send_signal, process, number, NULL, 0);
	error = errno;
	close(process);
	errno = error;
	return failed;
}

/* In version 1 of groups, who stands still does not even die of SIGKILL. */
void alive_kill(const struct container *container)
{
	struct cgroup groups = { 0 };

	alive_signal(container, SIGKILL);
	if (cgroup_open(&groups, json_text(container->runtime, "groups")))
		cgroup_kill(&groups);
	cgroup_close(&groups);
}

bool alive_can_pause(const struct container *container)
{
	struct cgroup groups = { 0 };
	bool can =
		cgroup_open(&groups, json_text(container->runtime, "groups"));

	can = can && groups.places[FREEZER].version;
	cgroup_close(&groups);
	return can;
}

void alive_pause(struct container *container, bool paused)
{
	struct cgroup groups = { 0 };
	int failed, error;

	alive_groups(container, &groups);
	if (!groups.places[FREEZER].version)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"container %s has no group that can be frozen",
			container->name);
	failed = (paused ? cgroup_freeze : cgroup_thaw)(&groups);
	error = errno;
	if (failed && paused)
		cgroup_thaw(&groups);
	errno = error;
	if (failed)
		die("cgroup", "cannot %s container %s",
			paused ? "pause" : "unpause", container->name);
	cgroup_close(&groups);
	json_set_truth(container->runtime, "paused", paused);
	container_save_live(container);
	container->status = paused ? PAUSED : RUNNING;
	event_log(container, paused ? "pause" : "unpause");
}
