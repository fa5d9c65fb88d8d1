/* parent.c - the group that a guest's own group is made in. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

#include "tree.h"

/* The controllers that a group made in `path` would have, as a set. */
static unsigned int controllers_below(const char *path)
{
	char file[PATH_MAX], enabled[512];
	unsigned int set = 0;

	snprintf(file, sizeof(file), "%s/cgroup.subtree_control", path);
	if (read_at(AT_FDCWD, file, enabled, sizeof(enabled)) < 0)
		*enabled = '\0';
	for (unsigned int i = 0; i < CONTROLLERS; i++) {
		const char *name = controller_name(i, 2);

		if (!name || list_has(enabled, name))
			set |= 1U << i;
	}
	return set;
}

/*
 * May we make a group in `path`, and bring a child of ours there? Both groups,
 * ours and that one, have to be below a group that we may write. cgroups(7)
 */
static bool may_make(const char *path)
{
	char procs[PATH_MAX];

	snprintf(procs, sizeof(procs), "%s/cgroup.procs", path);
	return faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) == 0 &&
	       faccessat(AT_FDCWD, procs, W_OK, AT_EACCESS) == 0;
}

/*
 * In version 2 a group with processes cannot hand controllers on ("no inner
 * processes"), and ours has at least one: us. So a group in ours would have
 * none of them, and a neighbour of ours may be better off. The nearest group
 * above with the most of what is `wanted` is taken; never the root, where all
 * limits above us would be behind us. We enable nothing there: it is not ours.
 */
static char *parent_of_unified(const struct tree *tree, unsigned int wanted)
{
	const unsigned int useful =
		1U << MEMORY | 1U << CPU | 1U << PIDS | 1U << IO;
	char *path = text_join(tree->mount, tree->own, ""), *best = NULL;
	size_t root = strlen(tree->mount);
	int most = -1, has;

	for (;;) {
		unsigned int set = controllers_below(path);

		has = 32 * __builtin_popcount(set & wanted) +
		      __builtin_popcount(set & useful);
		if (may_make(path) && has > most) {
			free(best);
			best = text_join(path, "", "");
			most = has;
		}
		*strrchr(path, '/') = '\0';
		if (strlen(path) <= root)
			break;
	}
	free(path);
	return best ? best : text_join(tree->mount, tree->own, "");
}

/* --cgroup-parent, as docker reads it: an absolute one is from the root on. */
static char *parent_given(const struct tree *tree, const char *parent)
{
	char *from, *path;

	if (*parent == '/')
		return text_join(tree->mount, parent, "");
	from = text_join(tree->mount, tree->own, "/");
	path = text_join(from, parent, "");
	free(from);
	return path;
}

void parent_check(const struct cgroup *cgroup)
{
	char *path = NULL;

	if (!cgroup->parent)
		return;
	errno = ENOENT;
	for (size_t i = 0; i < cgroup->tree_count; i++) {
		path = parent_given(&cgroup->trees[i], cgroup->parent);
		if (access(path, F_OK) == 0)
			return;
	}
	cgroup_die("mkdir cgroup", "there is no group '%s' to make another in",
		path ? path : cgroup->parent);
}

char *parent_choose(const struct cgroup *cgroup, const struct tree *tree,
	unsigned int wanted)
{
	char *path;

	if (cgroup->parent) {
		path = parent_given(tree, cgroup->parent);
		if (access(path, F_OK) == 0)
			return path;
		free(path); /* it is in another hierarchy */
	}
	return tree->version == 2 ? parent_of_unified(tree, wanted)
				  : text_join(tree->mount, tree->own, "");
}
