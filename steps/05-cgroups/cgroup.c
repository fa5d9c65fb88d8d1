/* cgroup.c - what a guest may use: groups of its own. */
/* SPDX-License-Identifier: MIT */
#include "cgroup.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "file.h"
#include "undo.h"

#include "allow.h"
#include "group.h"
#include "limit.h"
#include "oom.h"
#include "stats.h"
#include "traffic.h"
#include "tree.h"

void cgroup_undo(void *argument)
{
	struct cgroup *cgroup = argument;
	struct tree *freezer = tree_of(cgroup, FREEZER);

	/* Who is frozen does not die, and we would wait for that. */
	if (freezer)
		group_remove(freezer);
	for (size_t i = cgroup->tree_count; i-- > 0;)
		group_remove(&cgroup->trees[i]);
}

/*
 * Without the right to make a group there is none, and the guest starts all the
 * same: it is missed only where a limit was asked for. But nothing else is such
 * a reason: with the group, a guest of root's would lose what keeps it from the
 * devices.
 */
static void tree_join(
	const struct cgroup *cgroup, struct tree *tree, unsigned int wanted)
{
	tree->parent = parent_choose(cgroup, tree, wanted);
	if (!cgroup->no_sweep)
		groups_sweep(tree->parent, tree->version);
	if (group_make(tree) == 0)
		return;
	tree->error = errno;
	if (errno != EACCES && errno != EPERM && errno != EROFS &&
		errno != ENOENT)
		die("mkdir cgroup", "cannot make a group in '%s'",
			tree->parent);
}

/* Does the group have that controller? In version 2 it is enabled above. */
static bool tree_controls(const struct tree *tree, enum controller controller)
{
	const char *name = controller_name(controller, tree->version);
	char text[512];

	if (tree->group < 0)
		return false;
	return tree->version == 1 || !name ||
	       (read_at(tree->group, "cgroup.controllers", text,
			sizeof(text)) >= 0 &&
		       list_has(text, name));
}

/*
 * The place where a user to whom none was handed may not make a group, if there
 * is no other. (Of one that is there, the others may be missing.)
 */
static const struct tree *refusal_find(const struct cgroup *cgroup)
{
	const struct place *places = cgroup->places;
	const struct tree *tree = cgroup->trees;

	if (places[MEMORY].version || places[CPU].version ||
		places[PIDS].version)
		return NULL;
	for (; tree < cgroup->trees + cgroup->tree_count; tree++)
		if (tree->error == EACCES)
			return tree;
	return NULL;
}

/* Where one was asked for, it is refused, as limits are; else it is told. */
static void refusal_check(const struct cgroup *cgroup)
{
	const struct tree *tree = cgroup->parent ? refusal_find(cgroup) : NULL;

	errno = EACCES;
	if (tree)
		cgroup_die("mkdir cgroup", "cannot make a group in '%s'",
			tree->parent);
}

void places_find(struct cgroup *cgroup)
{
	const struct tree *tree;

	for (unsigned int i = 0; i < CONTROLLERS; i++) {
		tree = tree_of(cgroup, i);
		cgroup->places[i] = (struct place){ .group = -1, .inner = -1 };
		if (tree && tree_controls(tree, i))
			cgroup->places[i] = (struct place){ tree->version,
				tree->group, tree->inner };
	}
}

void cgroup_prepare(struct cgroup *cgroup)
{
	unsigned int wanted = limits_wanted(&cgroup->limits);

	limits_check(&cgroup->limits);
	trees_find(cgroup, "/proc/self/cgroup");
	parent_check(cgroup);
	undo_later(cgroup_undo, cgroup);
	for (size_t i = 0; i < cgroup->tree_count; i++)
		tree_join(cgroup, &cgroup->trees[i], wanted);
	places_find(cgroup);
	limits_apply(cgroup);
	refusal_check(cgroup);
	cgroup->devices_listed = devices_allow(cgroup);
	for (size_t i = 0; i < cgroup->tree_count; i++)
		group_nest(&cgroup->trees[i], &cgroup->limits);
	places_find(cgroup);
	oom_watch(cgroup);
	stats_watch(cgroup);
}

bool cgroup_limits_devices(const struct cgroup *cgroup)
{
	return cgroup->devices_listed;
}

int cgroup_birth(const struct cgroup *cgroup)
{
	for (size_t i = 0; i < cgroup->tree_count; i++)
		if (cgroup->trees[i].version == 2)
			return cgroup->trees[i].inner;
	return -1;
}

void cgroup_attach(struct cgroup *cgroup, pid_t pid)
{
	traffic_classify(cgroup, pid);
	if (refusal_find(cgroup))
		warn_line("no groups, so no limits: they need root, or one that"
			  " is yours: systemd-run --user --scope"
			  " -p Delegate=yes COMMAND");
}

void cgroup_join(const struct cgroup *cgroup)
{
	for (size_t i = 0; i < cgroup->tree_count; i++) {
		const struct tree *tree = &cgroup->trees[i];

		/*
		 * 0 is whoever writes it. For a process of one thread that
		 * costs nothing; from outside, the kernel would have to wait
		 * until nobody forks (10 ms), and we could fork before.
		 */
		if (tree->version == 1 && tree->inner >= 0 &&
			write_at(tree->inner, "tasks", "0") < 0)
			cgroup_die("write cgroup",
				"cannot enter the group '%s/%s'", tree->parent,
				tree->name);
	}
}

void cgroup_enter(const struct cgroup *cgroup)
{
	cgroup_join(cgroup);
	/* What we are in now is the root of what we see from here on. */
	if (unshare(CLONE_NEWCGROUP) < 0)
		die("unshare", "cannot enter a new cgroup namespace");
}

void cgroup_report(struct cgroup *cgroup, int code)
{
	oom_report(cgroup, code);
	stats_report(cgroup);
}
