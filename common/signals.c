/* signals.c - wait for a child, and stand in for it meanwhile. */
/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "die.h"
#include "dropped.h"
#include "terminal.h"

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

/* Ours and our child's job: only a stop that we passed on stops us as well. */
enum { OBEYS_WITHIN = 3 }; /* seconds */

static struct {
	bool stands;        /* our child is stopped, by whomever */
	bool told;          /* and it was we who said so, */
	struct timespec at; /* not longer than OBEYS_WITHIN ago */
} stop;

/* Stop, so that our shell sees us stop as well. SIGCONT comes to us all. */
static void stop_together(void)
{
	stop.told = false;
	terminal_reclaim();
	kill(getpid(), SIGSTOP);
	terminal_lend();
}

/*
 * A guest that stops of its own accord, or is made to by another one in there,
 * does not stop us. Nor does one that has a handler, went on, and stops later.
 */
static bool stop_was_told(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return stop.told && now.tv_sec - stop.at.tv_sec <= OBEYS_WITHIN;
}

/*
 * Pass a stop on. PID 1 cannot stop itself, be it that the signal is dropped or
 * that it takes them one by one and has passed it on by now, as our init does.
 */
static void stop_pass(pid_t pid, int number, bool has_it)
{
	enum fate fate;

	if (!has_it)
		kill(pid, number);
	fate = signal_fate(pid, number);
	if (fate == DROPPED || fate == AWAITED)
		kill(pid, SIGSTOP);
	stop.told = true;
	clock_gettime(CLOCK_MONOTONIC, &stop.at);
	if (stop.stands)
		stop_together();
}

/* Pass a signal on. Does the kernel drop it? Then it was enforced. */
static bool signal_pass(pid_t pid, const siginfo_t *info)
{
	int number = info->si_signo;
	/* What the terminal sends, the whole foreground group has got. */
	bool has_it = info->si_code == SI_KERNEL && getpgid(pid) == getpgrp();

	if (number == SIGPIPE)
		return false; /* our own doing */
	if (is_stop(number))
		return stop_pass(pid, number, has_it), false;
	if (!is_harmless(number) && signal_fate(pid, number) == DROPPED)
		return kill(pid, SIGKILL), true;
	if (!has_it)
		kill(pid, number);
	/* Who stands still of its own accord would not hear of it. */
	if (!is_harmless(number) && stop.stands)
		kill(pid, SIGCONT);
	return false;
}

/* Reap all that has ended. Returns `pid`'s exit code, or -1 while it lives. */
static int children_reap(pid_t pid)
{
	int status, code = -1;
	const int how = WNOHANG | WUNTRACED | WCONTINUED;
	pid_t child;

	while ((child = waitpid(-1, &status, how)) > 0) {
		if (child != pid)
			continue;
		stop.stands = WIFSTOPPED(status);
		if (WIFSIGNALED(status))
			code = EXIT_SIGNAL + WTERMSIG(status);
		else if (WIFEXITED(status))
			code = WEXITSTATUS(status);
		else if (stop.stands && stop_was_told())
			stop_together();
	}
	if (child < 0 && errno != EINTR && code < 0)
		die("wait", "cannot wait for the command");
	return code;
}

void signals_tell_enforced(int number)
{
	warn_lines("killed: the kernel would have dropped the signal;"
		   " try --init",
		"signal %d (%s): the command is PID 1 and has no handler",
		number, strsignal(number));
}

int signals_relay(pid_t pid)
{
	int code, enforced = 0;
	siginfo_t info;

	memset(&all, 0xff, sizeof(all));
	memset(&stop, 0, sizeof(stop));
	while ((code = children_reap(pid)) < 0) {
		if (sigwaitinfo(&all, &info) < 0 || info.si_signo == SIGCHLD)
			continue;
		if (!enforced && signal_pass(pid, &info))
			enforced = info.si_signo;
	}
	terminal_restore();
	if (!enforced)
		return code;
	/* Last: writing takes until somebody reads. */
	signals_tell_enforced(enforced);
	return EXIT_SIGNAL + enforced;
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
