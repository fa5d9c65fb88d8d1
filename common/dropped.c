/* dropped.c - does the kernel drop a signal on its way to PID 1? */
/* SPDX-License-Identifier: MIT */
#include "dropped.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "file.h"

/* Is `status` of our child? In a nested namespace /proc may be an outer one. */
static bool is_ours(const char *status)
{
	const char *line = strstr(status, "\nPPid:\t");

	return line && atoi(line + strlen("\nPPid:\t")) == getpid();
}

/* The number in line `name` of `status`, a file as in proc_pid_status(5). */
static unsigned long long status_bits(const char *status, const char *name)
{
	const char *line = strstr(status, name);

	return line ? strtoull(line + strlen(name), NULL, 16) : 0;
}

/* Is `status` of a process that is number 1 in a namespace below ours? */
static bool is_init(const char *status)
{
	const char *line = strstr(status, "\nNSpid:\t");
	const char *end = line ? strchr(line + 1, '\n') : NULL;

	return end && end - line > 10 && !memcmp(end - 2, "\t1", 2);
}

/*
 * Until it runs its command, a child of ours holds all signals back, and then
 * forgets those that came: it says so in its flags. proc_pid_stat(5)
 */
static bool has_begun(pid_t pid)
{
	const unsigned long forked_and_no_exec = 0x40; /* PF_FORKNOEXEC */
	char path[64], stat[1024], *fields;
	unsigned long flags = forked_and_no_exec;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	if (read_at(AT_FDCWD, path, stat, sizeof(stat)) < 0)
		return false;
	fields = strrchr(stat, ')');
	if (fields)
		sscanf(fields, ") %*c %*d %*d %*d %*d %*d %lu", &flags);
	return !(flags & forked_and_no_exec);
}

/* Does it sleep until a signal comes? Then SigBlk is empty. sigwaitinfo(2) */
static bool waits_for_signal(pid_t pid)
{
	char path[64], text[256];

	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	return read_at(AT_FDCWD, path, text, sizeof(text)) > 0 &&
	       strtol(text, NULL, 10) == SYS_rt_sigtimedwait;
}

static enum fate fate_of(pid_t pid, int number)
{
	unsigned long long bit = 1ULL << (number - 1), taken;
	char path[64], status[8192];
	/* Asked first: a mask from before the command says nothing of it. */
	bool begun = has_begun(pid);

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	if (read_at(AT_FDCWD, path, status, sizeof(status)) < 0)
		return TAKEN;
	taken = status_bits(status, "\nSigCgt:\t") |
		status_bits(status, "\nSigIgn:\t");
	if (!is_ours(status) || !is_init(status) || (taken & bit))
		return TAKEN;
	if (waits_for_signal(pid))
		return AWAITED;
	if (begun && (status_bits(status, "\nSigBlk:\t") & bit))
		return HELD;
	return DROPPED;
}

enum fate signal_fate(pid_t pid, int number)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	enum fate fate = fate_of(pid, number);

	/* fork(3) holds all of them back for a moment; who means it, longer. */
	for (int looks = 0; fate == HELD && looks < 50; looks++) {
		nanosleep(&pause, NULL);
		fate = fate_of(pid, number);
	}
	return fate;
}
