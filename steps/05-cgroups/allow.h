/* allow.h - which devices a guest may read, write and make nodes of. */
/* SPDX-License-Identifier: MIT */
#ifndef ALLOW_H
#define ALLOW_H

#include "cgroup.h"

#define ANY (-1)

/* One row of the list: what no row allows is denied. */
struct rule {
	char type;          /* 'c', 'b'; 0: the list ends */
	int major, minor;   /* or ANY */
	const char *access; /* of "rwm": read, write, mknod */
};

enum { MOST_RULES = MOST_NODES + 16 };

/*
 * Host side, before the guest is born. Deny it all devices but those that every
 * guest has, and those that were asked for. Where it has no group, or we are
 * not the host's root, nothing is denied: returns whether it is.
 */
bool devices_allow(const struct cgroup *cgroup);

/*
 * Host side. The same in version 2, where no files do it: the kernel asks a
 * program each time. It goes with the group. bpf(2)
 */
bool rules_attach(int group, const struct rule *rules);

#endif
