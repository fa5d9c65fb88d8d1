/* processes.c - who is in the groups of a guest. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

#include "cgroup_resume.h"

enum { DEEPEST_GROUP = 64 }; /* a guest may nest them as it likes */

struct found {
	pid_t *pids;
	size_t count, room;
};

static void pid_add(struct found *found, pid_t pid)
{
	pid_t *pids = found->pids;

	if (found->count == found->room) {
		found->room = 2 * found->room + 64;
		pids = reallocarray(pids, found->room, sizeof(*pids));
	}
	if (!pids)
		die("malloc", "cannot keep a list of processes in memory");
	found->pids = pids;
	pids[found->count++] = pid;
}

/* (A number of 0 is somebody whom we cannot see.) */
static void pids_add(struct found *found, int group)
{
	char *text = read_all_at(group, "cgroup.procs"), *rest = text, *line;
	pid_t pid;

	while ((line = strsep(&rest, "\n"))) {
		pid = (pid_t)strtol(line, NULL, 10);
		if (pid > 0)
			pid_add(found, pid);
	}
	free(text);
}

static void group_search(struct found *found, int group, int depth)
{
	int fd = openat(group, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), below;
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	pids_add(found, group);
	while (directory && depth < DEEPEST_GROUP &&
		(entry = readdir(directory))) {
		if (entry->d_type != DT_DIR || *entry->d_name == '.')
			continue;
		below = openat(group, entry->d_name,
			O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (below < 0)
			continue;
		group_search(found, below, depth + 1);
		close(below);
	}
	if (directory)
		closedir(directory);
}

/* They are in all of its groups alike: one will do. */
pid_t *cgroup_processes(const struct cgroup *cgroup, size_t *count)
{
	struct found found = { 0 };

	if (cgroup->tree_count > 0)
		group_search(&found, cgroup->trees[0].group, 0);
	*count = found.count;
	return found.pids;
}
