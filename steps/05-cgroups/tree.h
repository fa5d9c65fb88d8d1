/* tree.h - where each controller sits on this machine, and we in its tree. */
/* SPDX-License-Identifier: MIT */
#ifndef TREE_H
#define TREE_H

#include "cgroup.h"

/*
 * Either side. What `controller` is called in `version`: blkio became io. NULL
 * where version 2 needs none, since what it did is part of every group.
 */
const char *controller_name(enum controller controller, int version);

/*
 * Host side. Fill trees[] with all hierarchies that are mounted here. `own` is
 * our own group in each, or that of the process with this /proc/PID/cgroup.
 */
void trees_find(struct cgroup *cgroup, const char *path);

/*
 * Host side. The hierarchy of version 1 that has `controller`, else the one of
 * version 2, whether the controller is enabled there or not. NULL: none.
 */
struct tree *tree_of(struct cgroup *cgroup, enum controller controller);

/* Host side. May the guest make groups in its own there? */
bool tree_is_divided(const struct cgroup *cgroup, const struct tree *tree);

/* Host side. Where each controller has the guest's group, if it has one. */
void places_find(struct cgroup *cgroup);

/* Host side. The path of the group that the guest's is to be made in. */
char *parent_choose(const struct cgroup *cgroup, const struct tree *tree,
	unsigned int wanted);

/* Host side. Refuse a --cgroup-parent that is in no hierarchy. */
void parent_check(const struct cgroup *cgroup);

/*
 * Host side. End the process: `controller` was asked for with `option`, and is
 * nowhere to be had. Says where it is missing, and how to get it there.
 */
_Noreturn void controller_die(
	struct cgroup *cgroup, enum controller controller, const char *option);

/* Either side. die() for what failed with a group: `call` is in cause.c. */
_Noreturn void cgroup_die(const char *call, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Either side. Is `word` one of the words in `list`, with commas or blanks? */
bool list_has(const char *list, const char *word);

/* Either side. Three texts in one, to be freed. */
char *text_join(const char *first, const char *second, const char *third);

#endif
