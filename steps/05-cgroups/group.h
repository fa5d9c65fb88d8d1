/* group.h - directories that are groups: made, locked, emptied, removed. */
/* SPDX-License-Identifier: MIT */
#ifndef GROUP_H
#define GROUP_H

#include "cgroup.h"

/*
 * Host side. Make the guest's group in tree->parent, with our lock on it for
 * as long as we live. 0, or -1 and errno.
 */
int group_make(struct tree *tree);

/*
 * Host side. Give a new group of version 1 all that the one above it may use: a
 * process enters a cpuset only when that has a place to run. cpuset(7)
 */
void cpuset_fill(int parent, int group);

/*
 * Host side, when its limits are set. Make the one that the guest shall be in,
 * below it, where it could else write these limits. And show them in there.
 */
void group_nest(struct tree *tree, const struct limits *limits);

/* Host side. Remove it, whoever is still in there. */
void group_remove(struct tree *tree);

/* Host side. Show its limits in that one, too, as far as it has them. */
void group_show(const struct tree *tree, const struct limits *limits);

/* Host side. Remove all of a guest's; for undo_later(). */
void cgroup_undo(void *argument);

/* Host side. Is that what we call the group of a guest? */
bool group_is_ours(const char *name);

/* What the one in it is called, that the guest is in. See group_nest(). */
#define INNER_GROUP "guest"

/*
 * Host side. Remove the groups in `parent` whose launcher was killed: they have
 * a name of ours, and nobody has the lock.
 */
void groups_sweep(const char *parent, int version);

/*
 * Host side. Send SIGKILL to all processes of the group `group` and of those
 * below. Returns their number, or -1 and errno.
 */
int group_kill(int group);

/* Host side. Stop them, or let them go on. 0 when all are, or -1 and errno. */
int group_freeze(const struct place *place, bool frozen);

#endif
