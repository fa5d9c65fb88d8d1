/* alive.h - a container that runs: its groups, and its first process. */
/* SPDX-License-Identifier: MIT */
#ifndef ALIVE_H
#define ALIVE_H

#include <stdbool.h>

#include "cgroup.h"
#include "container.h"

/*
 * Everything here is host side. Find the container that `word` means, and lock
 * it. Dies if it does not run; one that is paused does, if it may be `paused`.
 */
void alive_find(struct container *container, const char *word, bool paused);

/* Open its groups in an empty `groups`, or one with limits alone:
 * cgroup_close(). Dies if it has none. */
void alive_groups(const struct container *container, struct cgroup *groups);

/*
 * Send a signal to its first process, and to no other that has its number by
 * now. Returns 0, or -1 and errno: ESRCH, it has ended. pidfd_open(2)
 */
int alive_signal(const struct container *container, int number);

/* Send SIGKILL to all that is in there, also to what stands still. */
void alive_kill(const struct container *container);

/* Has it a group that can be frozen? */
bool alive_can_pause(const struct container *container);

/* Locked. Stop all that is in there, or let it go on, and write it down. */
void alive_pause(struct container *container, bool paused);

#endif
