/* ulimit.h - what a process of the guest's may use, one by one. */
/* SPDX-License-Identifier: MIT */
#ifndef ULIMIT_H
#define ULIMIT_H

#include <stdbool.h>
#include <sys/resource.h>

#include "options.h"

/* By their numbers. setrlimit(2) */
struct ulimits {
	struct ulimit {
		bool wanted;
		struct rlimit limit;
	} of[RLIM_NLIMITS];
};

/* Host side. --ulimit NAME=SOFT[:HARD]; -1 is no limit. */
option_take ulimit_take;

/*
 * Host side, before the guest is born. Raise our own hard limits where its are
 * to be higher: it inherits them, and in its namespace nobody has the right to.
 */
void ulimits_raise(const struct ulimits *ulimits);

/* Guest side, right before its command: nothing of ours is to run into them. */
void ulimits_set(const struct ulimits *ulimits);

#endif
