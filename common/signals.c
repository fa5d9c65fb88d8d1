/* signals.c - wait for a child, and stand in for it meanwhile. */
/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

static sigset_t before;

void signals_hold(void)
{
	sigset_t all;

	/* A caller that ignores SIGCHLD would cost us the exit code. */
	signal(SIGCHLD, SIG_DFL);
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
}

void signals_let_go(void)
{
	sigprocmask(SIG_SETMASK, &before, NULL);
}

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
 * The kernel drops signals for the first process of a pid namespace unless it
 * has a handler for them. SIGKILL and SIGSTOP from outside do get through.
 */
static bool is_dropped(pid_t pid, int number)
{
	unsigned long long bit = 1ULL << (number - 1), handled;
	char path[64], status[8192];

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	if (read_at(AT_FDCWD, path, status, sizeof(status)) < 0)
		return false;
	handled = status_bits(status, "\nSigCgt:\t") |
		  status_bits(status, "\nSigIgn:\t");
	return is_ours(status) && is_init(status) && !(handled & bit);
}

/* Signals whose default action is to end, and those to stop. signal(7) */
static bool is_harmless(int number)
{
	return number == SIGCONT || number == SIGURG || number == SIGWINCH;
}

static bool is_stop(int number)
{
	return number == SIGTSTP || number == SIGTTIN || number == SIGTTOU;
}

/* Do to `pid` what `number` does to any other process. Its exit code, or 0. */
static int signal_enforce(pid_t pid, int number)
{
	if (is_stop(number))
		return kill(pid, SIGSTOP), 0;
	warn_line("signal %d (%s): the command is PID 1 and has no handler for"
		  " it, so the kernel would drop it: killed instead",
		number, strsignal(number));
	kill(pid, SIGKILL);
	return EXIT_SIGNAL + number;
}

/* Pass a signal on. Returns the exit code if that had to be enforced, or 0. */
static int signal_pass(pid_t pid, const siginfo_t *info)
{
	int number = info->si_signo;
	/* What the terminal sends, the whole foreground group has got. */
	bool has_it = info->si_code == SI_KERNEL && getpgid(pid) == getpgrp();

	if (number == SIGPIPE)
		return 0; /* our own doing */
	if (!is_harmless(number) && is_dropped(pid, number))
		return signal_enforce(pid, number);
	if (!has_it)
		kill(pid, number);
	return 0;
}

/* Reap all that has ended. Returns `pid`'s exit code, or -1 while it lives. */
static int children_reap(pid_t pid)
{
	int status, code = -1;
	pid_t child;

	while ((child = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0) {
		if (child != pid)
			continue;
		if (WIFSTOPPED(status))
			raise(SIGSTOP); /* so that our shell sees us stop */
		else if (WIFSIGNALED(status))
			code = EXIT_SIGNAL + WTERMSIG(status);
		else
			code = WEXITSTATUS(status);
	}
	return child < 0 && errno == ECHILD && code < 0 ? EXIT_LAUNCHER : code;
}

int signals_relay(pid_t pid)
{
	int code, enforced = 0;
	siginfo_t info;
	sigset_t all;

	sigfillset(&all);
	while ((code = children_reap(pid)) < 0) {
		if (sigwaitinfo(&all, &info) < 0 || info.si_signo == SIGCHLD)
			continue;
		if (!enforced)
			enforced = signal_pass(pid, &info);
	}
	return enforced ? enforced : code;
}

static void handler(int number)
{
	(void)number; /* never runs: sigwaitinfo(2) takes the signal first */
}

int signals_relay_as_init(pid_t pid)
{
	for (int number = 1; number < SIGRTMAX; number++)
		if (!is_stop(number) && number != SIGCHLD)
			signal(number, handler); /* fails for KILL and STOP */
	return signals_relay(pid);
}
