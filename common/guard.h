/* guard.h - somebody who sees to it that a child does not outlive us. */
/* SPDX-License-Identifier: MIT */
#ifndef GUARD_H
#define GUARD_H

#include <sys/types.h>

/*
 * Host side. Start a process that kills our child `pid` when we have died, also
 * of SIGKILL: PR_SET_PDEATHSIG does so only until the child becomes another
 * user. It has nothing open, belongs to no terminal, and ends when one of us
 * does. signals_relay() does not see it. Returns its pid. pidfd_open(2)
 */
pid_t guard_start(pid_t pid);

/* Host side. Wait for it to end, which the end of the child makes it do. */
void guard_end(pid_t guard);

#endif
