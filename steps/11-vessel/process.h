/* process.h - what the host can see of one process of a container. */
/* SPDX-License-Identifier: MIT */
#ifndef PROCESS_H
#define PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

enum { LONGEST_COMMAND = 4096 };

struct process {
	pid_t pid, inside; /* its number on the host, and in there */
	long uid, user; /* on the host, and in there; -1: nobody's in there */
	double seconds; /* of processors */
	char state;     /* R, S, D, T, Z: proc_pid_stat(5) */
	char command[LONGEST_COMMAND]; /* its words, or [its name] */
};

/* Host side. Read it; false: it has ended. */
bool process_read(struct process *process, pid_t pid);

#endif
