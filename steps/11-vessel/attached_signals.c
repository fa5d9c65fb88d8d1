/* attached_signals.c - signals for who is attached, and for the guest. */
/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "die.h"
#include "signals.h"

#include "attached.h"
#include "tty.h"

static bool attached_is_fault(int number)
{
	return number == SIGSEGV || number == SIGBUS || number == SIGILL ||
	       number == SIGFPE || number == SIGABRT || number == SIGTRAP ||
	       number == SIGSYS;
}

void attached_signals_hold(struct attached *attached)
{
	struct sigaction action;
	sigset_t wanted;

	signals_hold();
	sigemptyset(&wanted);
	/* Who ignores one goes on doing so: nohup(1). */
	for (int number = 1; number <= SIGRTMAX; number++)
		if (!attached_is_fault(number) &&
			sigaction(number, NULL, &action) == 0 &&
			(action.sa_handler != SIG_IGN || number == SIGCHLD))
			sigaddset(&wanted, number);
	attached->signals = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
	if (attached->signals < 0)
		die("signalfd", "cannot wait for signals");
}

/* A job that is stopped is stopped whole, and goes on whole. */
static void attached_stop(struct attached *attached, int number)
{
	if (attached->proxies)
		attached_say(attached, PACKET_SIGNAL, number);
	tty_stop();
	attached_resize(attached);
}

static bool attached_is_ending(int number)
{
	return number != SIGCHLD && number != SIGURG && number != SIGPIPE;
}

static void attached_signal(struct attached *attached, int number)
{
	if (number == SIGWINCH) {
		attached_resize(attached);
		return;
	}
	if (number == SIGTSTP || number == SIGTTIN || number == SIGTTOU) {
		attached_stop(attached, number);
		return;
	}
	if (number == SIGCONT) {
		tty_again();
		attached_resize(attached);
	}
	if (!attached_is_ending(number))
		return;
	if (attached->proxies)
		attached_say(attached, PACKET_SIGNAL, number);
	else if (number != SIGCONT)
		attached->leave = number;
}

void attached_signals_take(struct attached *attached)
{
	struct signalfd_siginfo info;

	while (read(attached->signals, &info, sizeof(info)) == sizeof(info))
		attached_signal(attached, (int)info.ssi_signo);
}
