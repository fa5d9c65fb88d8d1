/* tree.h - where each controller sits on this machine, and our groups there. */
/* SPDX-License-Identifier: MIT */
#ifndef TREE_H
#define TREE_H

#include "cgroup.h"

/* Either side. "memory", and "io" or "blkio" after the version. */
const char *controller_name(enum controller controller, int version);

/* Host side. Fill trees[] with all hierarchies that are mounted here. */
void trees_find(struct cgroup *cgroup);

/*
 * Host side. The hierarchy that has `controller`, or where version 2 has what
 * it was for in version 1; NULL: none.
 */
struct tree *tree_of(struct cgroup *cgroup, enum controller controller);

#endif
