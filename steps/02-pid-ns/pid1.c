/* pid1.c - the program of PID 1 beside a command: "init 2" if that is PID 2. */
/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "signals.h"

/* Linux has it since 5.9, the C library since 2.34. */
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

/*
 * We are what every Linux has at number 1. Orphans become our children: whoever
 * does not wait for them collects zombies. What signals we have no handler for,
 * the kernel drops.
 */
int main(int argc, char **argv)
{
	if (argc != 2)
		return EXIT_FAILURE;
	prctl(PR_SET_NAME, "init");
	/* What the caller left open, and the pipe that holds the command. */
	syscall(SYS_close_range, 0, UINT_MAX, 0);
	return signals_relay_as_init(atoi(argv[1]));
}
