/* init.h - an own process table, host name and IPC; the duties of PID 1. */
/* SPDX-License-Identifier: MIT */
#ifndef INIT_H
#define INIT_H

#include <linux/sched.h>
#include <stdbool.h>

#include "options.h"

/* What spawn() must be asked for. namespaces(7) */
#define INIT_NAMESPACES (CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC)

/* What this machine is called, and who is its first process. */
struct init {
	const char *hostname;
	bool stays; /* an init of ours is PID 1, not the command */
};

/* The rows of an options table that fill `init`, named as docker names them. */
/* clang-format off */
#define INIT_OPTIONS(init) \
	{ "hostname", 'h', "NAME", "what the machine is called inside", \
		option_name, &(init)->hostname }, \
	{ "init", 0, NULL, "an init as PID 1, the command as its child", \
		option_flag, &(init)->stays }
/* clang-format on */

/* Guest side. Give this machine a name of its own. sethostname(2) */
void init_name(const struct init *init);

/*
 * Guest side. If asked for, stay behind as PID 1, to reap orphans and to pass
 * signals on, and return in a new child, which goes on to the command. When
 * that ends, so does PID 1, with its exit code, and with PID 1 all the others.
 * pid_namespaces(7)
 */
void init_stay(const struct init *init);

#endif
