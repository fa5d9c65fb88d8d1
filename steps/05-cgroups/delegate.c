/* delegate.c - a guest that may divide what it has: groups that it makes. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tree.h"

/*
 * Version 2 is made for that, and a hierarchy without controllers has nothing
 * to limit. The others of version 1 have files of the limits beside those to
 * divide by, and whoever may make a group in there may write both.
 */
bool tree_is_divided(const struct cgroup *cgroup, const struct tree *tree)
{
	return cgroup->divides && tree->group >= 0 &&
	       (tree->version == 2 || !strncmp(tree->controllers, "name=", 5));
}

/*
 * The directory and what moves processes: what says how much there is stays
 * ours, and so does "tasks" of version 1, by which who is born enters. The
 * limits are those of the group above. "Delegation" in the kernel's cgroup-v2,
 * cgroups(7)
 */
static void tree_give(const struct tree *tree, uid_t owner)
{
	static const char *const files[] = { ".", "cgroup.procs",
		"cgroup.threads", "cgroup.subtree_control" };
	int group = tree->inner >= 0 ? tree->inner : tree->group;

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (fchownat(group, files[i], owner, (gid_t)-1,
			    AT_SYMLINK_NOFOLLOW) < 0 &&
			errno != ENOENT)
			cgroup_die("chown",
				"cannot give the group '%s/%s' to the guest",
				tree->parent, tree->name);
}

bool cgroup_divide(struct cgroup *cgroup, long owner)
{
	bool some = false;

	cgroup->divides = true;
	for (size_t i = 0; i < cgroup->tree_count; i++) {
		const struct tree *tree = &cgroup->trees[i];

		if (!tree_is_divided(cgroup, tree))
			continue;
		if (owner >= 0)
			tree_give(tree, (uid_t)owner);
		some = true;
	}
	return some;
}
