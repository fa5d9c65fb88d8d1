/* visit_streams.c - what a command speaks through that has come later. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "die.h"
#include "file.h"
#include "guard.h"
#include "undo.h"

#include "console.h"
#include "keys.h"
#include "tty.h"
#include "visit.h"

/* Can it be left alone? */
static bool visit_is_loose(const struct guest *guest)
{
	return guest->manner.detached || guest->manner.terminal;
}

/*
 * Who has a file of ours open can open it anew: in there, its owner may be
 * somebody, who writes to what was to be read, and makes it set-user-ID; and
 * who has our terminal reads what is typed on it. So these are not passed on,
 * and what goes through them is. A pipe is nothing else. proc_pid_fd(5)
 */
static bool visit_is_kept(int stream)
{
	struct stat status;

	return fstat(stream, &status) == 0 &&
	       (S_ISREG(status.st_mode) || S_ISCHR(status.st_mode) ||
		       S_ISBLK(status.st_mode));
}

/* What goes to one file stays in the order in which it was said. */
static void visit_unite(struct stdio *stdio)
{
	struct stat out, errors;

	if (stdio->ours[1] < 0 || stdio->ours[2] < 0 ||
		fstat(STDOUT_FILENO, &out) < 0 ||
		fstat(STDERR_FILENO, &errors) < 0 ||
		out.st_dev != errors.st_dev || out.st_ino != errors.st_ino)
		return;
	close(stdio->ours[2]);
	stdio->ours[2] = -1;
	if (dup3(stdio->guest[1], stdio->guest[2], O_CLOEXEC) < 0)
		die("dup", "cannot make one pipe of two");
}

/* Nobody sees what is left alone. */
static void visit_streams(struct guest *guest)
{
	struct stdio *stdio = &guest->stdio;
	const struct manner *manner = &guest->manner;

	stdio_make(stdio, manner->terminal, manner->interactive, -1);
	if (manner->terminal)
		return;
	for (int stream = 0; stream < 3; stream++) {
		bool wanted =
			!manner->detached && (stream || manner->interactive);

		if (wanted && visit_is_kept(stream)) {
			/* It is nobody's in there, whoever the command is. */
			if (fchmod(stdio->guest[stream], 0666) < 0)
				die("chmod", "cannot open a pipe to others");
			continue;
		}
		if (stdio->guest[stream] >= 0)
			close(stdio->guest[stream]);
		if (stdio->ours[stream] >= 0)
			close(stdio->ours[stream]);
		stdio->ours[stream] = -1;
		stdio->guest[stream] = wanted ? stream : -1;
	}
	visit_unite(stdio);
}

void visit_prepare(struct guest *guest)
{
	container_same(guest->container);
	visit_streams(guest);
}

void visit_part(void)
{
	if (setsid() < 0 && errno != EPERM) /* it had none */
		die("setsid", "cannot part with the terminal");
}

void visit_own(const struct guest *guest)
{
	if (setsid() < 0)
		die("setsid", "cannot begin a session");
	if (guest->manner.terminal)
		console_own(STDIN_FILENO);
	if (visit_is_loose(guest))
		prctl(PR_SET_PDEATHSIG, 0);
}

/* The terminal of a command that was left: what it writes, nobody reads, but it
 * must not wait for that. */
static _Noreturn void visit_drain(int master)
{
	char nothing[4096];

	undo_forget();
	setsid();
	if (fcntl(master, F_SETFL, 0) < 0 || dup2(master, STDIN_FILENO) < 0)
		_exit(EXIT_LAUNCHER);
	file_close_others(-1);
	close(STDOUT_FILENO);
	close(STDERR_FILENO);
	while (read(STDIN_FILENO, nothing, sizeof(nothing)) > 0)
		;
	_exit(EXIT_SUCCESS);
}

/* It lives on when we end: until the container does, or it itself. */
static int visit_leave(const struct guest *guest, const struct child *child)
{
	kill(child->guard, SIGKILL);
	guard_end(child->guard);
	if (!guest->manner.terminal)
		return EXIT_SUCCESS;
	fflush(NULL);
	if (fork() == 0)
		visit_drain(guest->stdio.ours[0]);
	return EXIT_SUCCESS;
}

/* Is there anything to be passed on by us? */
static bool visit_pumps(const struct stdio *stdio)
{
	return stdio->ours[0] >= 0 || stdio->ours[1] >= 0 ||
	       stdio->ours[2] >= 0;
}

/* Has the first process of the container begun to end? It waits for all others
 * to be gone. PF_EXITING, proc_pid_stat(5) */
static bool visit_is_over(const struct enter *enter)
{
	char text[1024];
	const char *end;
	unsigned long flags = 0;

	if (read_at(enter->directory, "stat", text, sizeof(text)) < 0)
		return true;
	end = strrchr(text, ')');
	return !end ||
	       sscanf(end, ") %*c %*d %*d %*d %*d %*d %lu", &flags) != 1 ||
	       flags & 4;
}

/* Who dies with its container has not died of itself. */
static int visit_end(const struct guest *guest, int code)
{
	const struct timespec moment = { .tv_nsec = 10000000 };

	if (code != EXIT_SIGNAL + SIGKILL)
		return code;
	/* (Whoever kills all kills one after the other.) */
	for (int tries = 0; tries < 20; tries++) {
		if (visit_is_over(&guest->enter)) {
			warn_line("container %s has ended",
				guest->container->name);
			break;
		}
		nanosleep(&moment, NULL);
	}
	return code;
}

int visit_wait(struct guest *guest, struct child *child)
{
	struct stdio *stdio = &guest->stdio;
	bool left = false;
	int code;

	for (int stream = 0; stream < 3; stream++)
		if (stdio->guest[stream] > STDERR_FILENO)
			close(stdio->guest[stream]);
	if (guest->manner.detached) {
		code = spawn_started(child);
		return code ? code : visit_leave(guest, child);
	}
	if (visit_pumps(stdio)) {
		if (guest->manner.terminal && guest->manner.interactive)
			tty_begin();
		left = visit_pump(guest, child);
		tty_end();
	}
	if (!left)
		return visit_end(guest, spawn_wait(child));
	keys_tell();
	return visit_leave(guest, child);
}
