/* init.h - an own process table, host name and IPC; the duties of PID 1. */
/* SPDX-License-Identifier: MIT */
#ifndef INIT_H
#define INIT_H

#include <linux/sched.h>

/* What spawn() must be asked for. namespaces(7) */
#define INIT_NAMESPACES (CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC)

/* Guest side. Give this machine a name of its own. sethostname(2) */
void init_name(const char *hostname);

/*
 * Guest side. Stay behind as PID 1, to reap orphans and to pass signals on,
 * and return in a new child, which goes on to the command. When that ends, so
 * does PID 1, with its exit code, and with PID 1 all the others.
 * pid_namespaces(7)
 */
void init_stay(void);

#endif
