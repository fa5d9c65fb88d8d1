/* guard.c - somebody who sees to it that a child does not outlive us. */
/* SPDX-License-Identifier: MIT */
#include "guard.h"

#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"

/* Linux has it since 5.9, the C library since 2.34. */
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

/* A descriptor means this very process, not who has its number later. */
static int process_open(pid_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (fd < 0)
		die("pidfd_open", "cannot watch over process %d", pid);
	return fd;
}

static _Noreturn void guard_stand(int parent, int child)
{
	struct pollfd ends[] = { { 0, POLLIN, 0 }, { 1, POLLIN, 0 } };

	prctl(PR_SET_NAME, "guard");
	setsid(); /* what is sent to our whole group is not for us */
	dup2(parent, 0);
	dup2(child, 1);
	/* Whoever reads what the caller's command writes waits for its end. */
	syscall(SYS_close_range, 2, UINT_MAX, 0);
	while (poll(ends, 2, -1) < 0)
		;
	syscall(SYS_pidfd_send_signal, 1, SIGKILL, NULL, 0);
	_exit(0);
}

pid_t guard_start(pid_t pid)
{
	int parent = process_open(getpid()), child = process_open(pid);
	/*
	 * Like fork(2), but no signal tells of its end, so wait(2) passes it
	 * over; and a tracer that follows all children does not follow it.
	 */
	long guard = syscall(SYS_clone, CLONE_UNTRACED, 0, 0, 0, 0);

	if (guard < 0)
		die("fork", "cannot start a guard");
	if (guard == 0)
		guard_stand(parent, child);
	close(parent);
	close(child);
	return (pid_t)guard;
}

void guard_end(pid_t guard)
{
	waitpid(guard, NULL, __WALL);
}
