/* guest.c - the one that is watched over: its signals, and its end. */
/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <sys/wait.h>

#include "dropped.h"
#include "watch.h"

static bool is_never_dropped(int number)
{
	return number == SIGCONT || number == SIGURG || number == SIGWINCH ||
	       number == SIGCHLD || number == SIGKILL || number == SIGSTOP;
}

/*
 * What a signal does to any other process is done to PID 1 as well, for which
 * the kernel would drop it: to stop, and to end.
 */
void guest_signal(struct watch *watch, int number)
{
	bool stops =
		number == SIGTSTP || number == SIGTTIN || number == SIGTTOU;
	enum fate fate;

	/* (Once it has ended, its number is free for another one.) */
	if (watch->code >= 0 || number < 1 || number > SIGRTMAX)
		return;
	fate = is_never_dropped(number) ? TAKEN
					: signal_fate(watch->guest, number);
	if (fate == DROPPED && !stops) {
		watch->enforced = watch->enforced ? watch->enforced : number;
		clients_tell(watch, DUE_ENFORCED);
		number = SIGKILL;
	}
	kill(watch->guest, number);
	if (stops && (fate == DROPPED || fate == AWAITED))
		kill(watch->guest, SIGSTOP);
	/* Who stands still would not hear of it. */
	if (watch->stands && !stops && !is_never_dropped(number))
		kill(watch->guest, SIGCONT);
}

/* (Others that the launch has left are children of ours, too.) */
void guest_reap(struct watch *watch)
{
	const int how = WNOHANG | WUNTRACED | WCONTINUED;
	int status;

	while (watch->code < 0 && waitpid(watch->guest, &status, how) > 0) {
		watch->stands = WIFSTOPPED(status);
		if (WIFSIGNALED(status))
			watch->code = 128 + WTERMSIG(status);
		else if (WIFEXITED(status))
			watch->code = WEXITSTATUS(status);
	}
	if (watch->code >= 0)
		clients_make_room(watch);
	if (watch->code >= 0 && watch->enforced)
		watch->code = 128 + watch->enforced;
}
