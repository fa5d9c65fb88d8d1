/* spawn_started.c - has the child run its command, or could it not? */
/* SPDX-License-Identifier: MIT */
#include "spawn.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"
#include "guard.h"
#include "signals.h"

/* It has nothing to lose, or has lost it. Returns its exit code. */
static int child_end(const struct child *child)
{
	int status = 0;

	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (child->guard)
		guard_end(child->guard);
	if (WIFSIGNALED(status))
		return EXIT_SIGNAL + WTERMSIG(status);
	return WEXITSTATUS(status) ? WEXITSTATUS(status) : EXIT_LAUNCHER;
}

/*
 * The gate's other end is close-on-exec, in the child and whatever it leaves
 * behind: when all of them run their programs, or are dead, this one is at its
 * end. (Who was killed on the way there has died, as its command would have.)
 */
int spawn_started(const struct child *child)
{
	enum heard heard;
	int number, code = 0;

	do {
		number = signals_wait(child->gate);
		heard = number ? HEARD_NOTHING : die_hear(child->gate);
	} while (heard == HEARD_WARNING);
	if (number)
		kill(child->pid, SIGKILL);
	if (number || heard == HEARD_DEATH)
		code = child_end(child);
	die_listen(-1);
	close(child->gate);
	return number ? EXIT_SIGNAL + number : code;
}
