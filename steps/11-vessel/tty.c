/* tty.c - our terminal, while somebody types through it into another one. */
/* SPDX-License-Identifier: MIT */
#include "tty.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "die.h"
#include "undo.h"

static struct termios tty_was;
static volatile sig_atomic_t tty_is_raw;
static bool tty_undone; /* when we die */

void tty_end(void)
{
	int error = errno;

	/* (From a handler as well: tcsetattr(3) may be called there.) */
	if (tty_is_raw)
		tcsetattr(STDIN_FILENO, TCSANOW, &tty_was);
	tty_is_raw = 0;
	errno = error;
}

static void tty_undo(void *nothing)
{
	(void)nothing;
	tty_end();
	tty_undone = false;
}

/* SA_RESETHAND: it is the last time, and held back until we return. */
static void tty_fault(int number)
{
	tty_end();
	raise(number);
}

static void tty_watch_faults(void)
{
	static const int numbers[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT,
		SIGTRAP, SIGSYS };
	struct sigaction action = { .sa_handler = tty_fault,
		.sa_flags = (int)SA_RESETHAND };
	sigset_t faults;

	sigemptyset(&faults);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		sigaction(numbers[i], &action, NULL);
		sigaddset(&faults, numbers[i]);
	}
	/* Where they are held back, they end us without a word. */
	sigprocmask(SIG_UNBLOCK, &faults, NULL);
}

bool tty_is_behind(void)
{
	pid_t front = tcgetpgrp(STDIN_FILENO);

	/* (-1: it is not the terminal of our session, which minds nothing.) */
	return front >= 0 && front != getpgrp();
}

static void tty_come_to_front(void)
{
	while (tty_is_behind())
		kill(getpid(), SIGSTOP);
}

static void tty_raw(void)
{
	struct termios raw = tty_was;

	cfmakeraw(&raw);
	tty_is_raw = 1; /* first: between the two, we may be ended */
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) < 0)
		die("tcsetattr(3)", "cannot make the terminal raw");
}

static void tty_remember(void)
{
	tty_come_to_front();
	if (tcgetattr(STDIN_FILENO, &tty_was) < 0)
		die("tcgetattr(3)", "cannot read the terminal's modes");
}

void tty_begin(void)
{
	if (!isatty(STDIN_FILENO))
		return;
	if (!tty_undone)
		undo_later(tty_undo, NULL);
	tty_undone = true;
	tty_watch_faults();
	tty_remember();
	tty_raw();
}

void tty_stop(void)
{
	bool was_raw = tty_is_raw;

	tty_end();
	kill(getpid(), SIGSTOP);
	if (!was_raw)
		return;
	tty_remember();
	tty_raw();
}

/* A shell sets it as it likes it, or as it was, raw: we have to know better. */
void tty_again(void)
{
	if (!tty_is_raw)
		return;
	tty_come_to_front();
	tty_raw();
}

bool tty_size(struct winsize *size)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (ioctl(fd, TIOCGWINSZ, size) == 0)
			return true;
	return false;
}
