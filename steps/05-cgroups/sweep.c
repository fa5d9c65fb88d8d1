/* sweep.c - what launchers that were killed have left, wherever that is. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <stdlib.h>

#include "cgroup_resume.h"
#include "group.h"
#include "tree.h"

enum { DEEPEST = 32 }; /* of where a person starts guests */

/* What is in the group of a guest is the guest's, and goes with it. */
static void groups_sweep_below(const char *path, int version, int depth)
{
	DIR *directory = depth < DEEPEST ? opendir(path) : NULL;
	struct dirent *entry;
	char *below;

	if (!directory)
		return;
	groups_sweep(path, version);
	while ((entry = readdir(directory))) {
		if (entry->d_type != DT_DIR || *entry->d_name == '.' ||
			group_is_ours(entry->d_name))
			continue;
		below = text_join(path, "/", entry->d_name);
		groups_sweep_below(below, version, depth + 1);
		free(below);
	}
	closedir(directory);
}

void cgroup_sweep(void)
{
	struct cgroup here = { 0 };

	trees_find(&here, "/proc/self/cgroup");
	for (size_t i = 0; i < here.tree_count; i++)
		groups_sweep_below(
			here.trees[i].mount, here.trees[i].version, 0);
}
