/* signals.c - wait for a child, and stand in for it meanwhile. */
/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"
#include "dropped.h"

static sigset_t before, all;

/*
 * Two signals, 32 and 33, the C library keeps for itself: they are in no mask
 * of its making, and as any other they would end us. sigprocmask(2)
 */
static void mask_set(const sigset_t *set, sigset_t *old)
{
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, set, old, NSIG / 8);
}

/* And who was started by posix_spawn(3), as make starts us, ignores them. */
static void kept_default(void)
{
	static const char action[64]; /* the kernel's sigaction: SIG_DFL */

	for (int number = 32; number <= 33; number++)
		syscall(SYS_rt_sigaction, number, action, NULL, NSIG / 8);
}

void signals_hold(void)
{
	static bool held;

	if (held)
		return; /* or `before` would be what we did ourselves */
	held = true;
	/* A caller that ignores SIGCHLD would cost us the exit code. */
	signal(SIGCHLD, SIG_DFL);
	kept_default();
	memset(&all, 0xff, sizeof(all));
	mask_set(&all, &before);
}

int signals_ending(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction action;
	sigset_t held;

	sigpending(&held);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (sigismember(&held, numbers[i]) > 0 &&
			sigaction(numbers[i], NULL, &action) == 0 &&
			action.sa_handler == SIG_DFL)
			return numbers[i];
	return 0;
}

void signals_let_go(void)
{
	mask_set(&before, NULL);
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
	warn_lines("killed: the kernel would have dropped the signal;"
		   " try --init",
		"signal %d (%s): the command is PID 1 and has no handler",
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
	if (!is_harmless(number) && signal_is_dropped(pid, number))
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
	if (child < 0 && errno != EINTR && code < 0)
		die("wait", "cannot wait for the command");
	return code;
}

int signals_relay(pid_t pid)
{
	int code, enforced = 0;
	siginfo_t info;

	memset(&all, 0xff, sizeof(all));
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
