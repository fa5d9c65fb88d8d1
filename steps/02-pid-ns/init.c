/* init.c - an own process table, host name and IPC; the duties of PID 1. */
/* SPDX-License-Identifier: MIT */
#include "init.h"

#include <limits.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "die.h"
#include "exec.h"
#include "signals.h"

void init_name(const struct init *init)
{
	const char *hostname = init->hostname;

	/* The namespace began as a copy: no name of ours, no harm to theirs. */
	if (sethostname(hostname, strlen(hostname)) < 0)
		die("sethostname", "cannot set the host name to '%s'",
			hostname);
}

void init_stay(const struct init *init)
{
	pid_t command;
	int code;

	if (!init->stays)
		return;
	command = fork();
	if (command < 0)
		die("fork", "cannot start a process beside PID 1");
	if (command == 0)
		return;
	/*
	 * From here on we are what every Linux has at number 1. Orphans become
	 * our children: whoever does not wait for them collects zombies. What
	 * signals we have no handler for, the kernel drops.
	 */
	prctl(PR_SET_NAME, "init");
	die_close();
	/* A guest could walk out through one of ours: /proc/1/fd. */
	exec_close();
	code = signals_relay_as_init(command);
	_exit(code);
}
