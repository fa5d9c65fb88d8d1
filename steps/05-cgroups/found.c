/* found.c - the groups that another process is in. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

#include "tree.h"

/* Our own hierarchy that is the same as `tree`. */
static const struct tree *tree_like(
	const struct cgroup *own, const struct tree *tree)
{
	for (size_t i = 0; i < own->tree_count; i++)
		if (!strcmp(own->trees[i].controllers, tree->controllers))
			return &own->trees[i];
	return NULL;
}

/* A stopped group stops whoever enters it, and we would wait for that. */
static void frozen_check(const struct tree *tree)
{
	char text[256] = "", cure[512];
	bool frozen;

	if (tree->version == 2)
		frozen = read_at(tree->group, "cgroup.events", text,
				 sizeof(text)) > 0 &&
			 strstr(text, "frozen 1");
	else
		frozen = read_at(tree->group, "freezer.state", text,
				 sizeof(text)) > 0 &&
			 strncmp(text, "THAWED", 6);
	if (!frozen)
		return;
	snprintf(cure, sizeof(cure), "let it go on, as root: echo %s >%.300s%s",
		tree->version == 2 ? "0" : "THAWED", tree->parent,
		tree->version == 2 ? "/cgroup.freeze" : "/freezer.state");
	die_of(&(struct death){ .code = EXIT_LAUNCHER, .cure = cure },
		"the group '%s' is frozen", tree->parent);
}

/* "max", which a group begins with, is more than there ever are. */
static unsigned long number_in(int group, const char *name)
{
	char text[64];

	if (read_at(group, name, text, sizeof(text)) < 0)
		return 0;
	return strncmp(text, "max", 3) ? strtoul(text, NULL, 10) : ULONG_MAX;
}

/* Who comes is born in there, by a helper that is in there as well. */
static void full_check(const struct tree *tree)
{
	unsigned long most, now = number_in(tree->group, "pids.current");

	most = now ? number_in(tree->group, "pids.max") : 0;
	if (most && now + 2 > most)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "end some of them, or let it have more"
				       " (step 10 gets in all the same,"
				       " --without group)" },
			"the group '%s' has %lu processes, may have %lu, and"
			" this takes two more",
			tree->parent, now, most);
}

static void tree_find(struct tree *tree)
{
	tree->parent = text_join(tree->mount, tree->own, "");
	tree->name = text_join("", "", "");
	tree->group = tree->inner =
		open(tree->parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (tree->group < 0)
		cgroup_die("open", "cannot open the group '%s'", tree->parent);
	frozen_check(tree);
	full_check(tree);
	if (faccessat(tree->group,
		    tree->version == 2 ? "cgroup.procs" : "tasks", W_OK,
		    AT_EACCESS) < 0)
		die_of(&(struct death){ EXIT_LAUNCHER, errno, NULL,
			       "it is root's: --without group stays outside,"
			       " with none of its limits" },
			"cannot enter the group '%s'", tree->parent);
}

void cgroup_find(struct cgroup *cgroup, pid_t pid)
{
	static struct cgroup own;
	const struct tree *ours;
	char path[32];

	if (!pid)
		return;
	snprintf(path, sizeof(path), "/proc/%d/cgroup", pid);
	trees_find(&own, "/proc/self/cgroup");
	trees_find(cgroup, path);
	if (cgroup->tree_count < own.tree_count)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "--without group stays outside" },
			"a group of process %d is above all that is mounted"
			" here",
			pid);
	for (size_t i = 0; i < cgroup->tree_count; i++) {
		ours = tree_like(&own, &cgroup->trees[i]);
		if (!ours || strcmp(ours->own, cgroup->trees[i].own))
			tree_find(&cgroup->trees[i]);
	}
}
