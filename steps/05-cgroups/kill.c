/* kill.c - stop, continue and end all processes of a group at once. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "file.h"

#include "group.h"

/*
 * In the group itself; a number of 0 is somebody whom we cannot see. In version
 * 1, who is frozen does not die, and each group may have been frozen by itself.
 */
static int processes_kill(int group)
{
	char *text = read_all_at(group, "cgroup.procs"), *rest = text, *line;
	int count = 0;

	if (!text)
		return -1;
	while ((line = strsep(&rest, "\n")))
		if (*line) {
			pid_t pid = (pid_t)strtol(line, NULL, 10);

			count++;
			if (pid > 0)
				kill(pid, SIGKILL);
		}
	free(text);
	write_at(group, "freezer.state", "THAWED");
	return count;
}

/* Before Linux 5.14, and in version 1: one by one, the lowest groups first. */
static int processes_kill_below(int group)
{
	int fd = openat(group, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	int count = 0, below, got;
	struct dirent *entry;

	while (directory && (entry = readdir(directory))) {
		if (entry->d_type != DT_DIR || *entry->d_name == '.')
			continue;
		below = openat(group, entry->d_name, O_DIRECTORY | O_CLOEXEC);
		got = below < 0 ? 0 : processes_kill_below(below);
		count += got > 0 ? got : 0;
		if (below >= 0)
			close(below);
	}
	if (directory)
		closedir(directory);
	got = processes_kill(group);
	return got < 0 ? -1 : count + got;
}

int group_kill(int group)
{
	int version = faccessat(group, "cgroup.freeze", F_OK, 0) == 0 ? 2 : 1;
	struct place place = { version, group, group };
	int count;

	if (write_at(group, "cgroup.kill", "1") == 0)
		return 0;
	/* Who is frozen starts nobody new while we read the list. */
	group_freeze(&place, true);
	count = processes_kill_below(group);
	group_freeze(&place, false);
	return count;
}

/* Has the group come to the state that it was told to? */
static bool group_is_frozen(const struct place *place, bool frozen)
{
	char text[512];
	const char *file =
		place->version == 2 ? "cgroup.events" : "freezer.state";

	if (read_at(place->group, file, text, sizeof(text)) < 0)
		return true; /* it is gone, and its processes with it */
	if (place->version == 2)
		return strstr(text, frozen ? "frozen 1" : "frozen 0");
	return !strcmp(text, frozen ? "FROZEN\n" : "THAWED\n");
}

int group_freeze(const struct place *place, bool frozen)
{
	const struct timespec pause = { .tv_nsec = 1000000 }; /* 1 ms */

	for (int tries = 0; tries < 5000; tries++) {
		/* (In version 1, one that was just starting may be missed.) */
		if (tries % 100 == 0 &&
			(place->version == 2
					? write_at(place->group,
						  "cgroup.freeze", "%d", frozen)
					: write_at(place->group,
						  "freezer.state", "%s",
						  frozen ? "FROZEN"
							 : "THAWED")) < 0)
			return -1;
		if (group_is_frozen(place, frozen))
			return 0;
		nanosleep(&pause, NULL);
	}
	errno = ETIMEDOUT;
	return -1;
}

int cgroup_freeze(const struct cgroup *cgroup)
{
	return group_freeze(&cgroup->places[FREEZER], true);
}

int cgroup_thaw(const struct cgroup *cgroup)
{
	return group_freeze(&cgroup->places[FREEZER], false);
}

int cgroup_kill(const struct cgroup *cgroup)
{
	bool frozen = cgroup->places[FREEZER].version == 1 &&
		      cgroup_freeze(cgroup) == 0;
	int result = 0;

	for (size_t i = 0; i < cgroup->tree_count; i++)
		if (cgroup->trees[i].group >= 0 &&
			group_kill(cgroup->trees[i].group) < 0)
			result = -1;
	if (frozen)
		cgroup_thaw(cgroup);
	return result;
}
