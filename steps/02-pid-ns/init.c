/* init.c - an own process table, host name and IPC; the duties of PID 1. */
/* SPDX-License-Identifier: MIT */
#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "die.h"

/* Linux has it since 6.3, the C library since 2.39. */
#ifndef MFD_EXEC
#define MFD_EXEC 0x10U
#endif

/* The program pid1.c, which the Makefile puts into ours, by ld(1)'s names. */
extern const char program_start[] __asm__("_binary_pid1_start");
extern const char program_end[] __asm__("_binary_pid1_end");

void init_name(const struct init *init)
{
	const char *hostname = init->hostname;

	/* The namespace began as a copy: no name of ours, no harm to theirs. */
	if (sethostname(hostname, strlen(hostname)) < 0)
		die("sethostname", "cannot set the host name to '%s'",
			hostname);
}

/*
 * A program in memory that nobody can change: a file of the host's could be
 * written to, or given other rights, through /proc/1/exe. memfd_create(2)
 */
static int pid1_open(void)
{
	const size_t size = (uintptr_t)program_end - (uintptr_t)program_start;
	int fd = memfd_create(
		"init", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);

	if (fd < 0 && errno == EINVAL) /* before Linux 6.3 all are */
		fd = memfd_create("init", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0)
		die("memfd_create", "cannot make a program for PID 1");
	if (write(fd, program_start, size) != (ssize_t)size ||
		fcntl(fd, F_ADD_SEALS,
			F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK |
				F_SEAL_SEAL) < 0)
		die("write", "cannot make a program for PID 1");
	return fd;
}

/* Forget all that we know of the host: memory, environment, descriptors. */
static _Noreturn void pid1_become(int program, pid_t command)
{
	char number[16], *const words[] = { "init", number, NULL };
	char *const environment[] = { NULL };

	snprintf(number, sizeof(number), "%d", command);
	fexecve(program, words, environment);
	die("execve", "cannot run a program as PID 1");
}

void init_stay(const struct init *init)
{
	int program, hold[2];
	pid_t command;
	char none;

	if (!init->stays)
		return;
	program = pid1_open();
	/* Not close-on-exec: the other program closes it, when it is ready. */
	if (pipe(hold) < 0)
		die("pipe", "cannot hold the command back");
	command = fork();
	if (command < 0)
		die("fork", "cannot start a process beside PID 1");
	if (command > 0)
		pid1_become(program, command);
	close(program);
	close(hold[1]);
	/* Until then, whoever looks into /proc/1 would see us. */
	while (read(hold[0], &none, 1) < 0 && errno == EINTR)
		;
	close(hold[0]);
}
