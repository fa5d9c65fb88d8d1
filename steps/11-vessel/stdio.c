/* stdio.c - a guest's stdin, stdout and stderr: pipes, or a terminal. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "die.h"

#include "console.h"
#include "monitor.h"

/* One for `stream`, which the guest reads from if it is its stdin. */
static void stdio_pipe(struct stdio *stdio, int stream, long root)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		die("pipe", "cannot make a pipe to the guest");
	stdio->guest[stream] = ends[stream ? 1 : 0];
	stdio->ours[stream] = ends[stream ? 0 : 1];
	/* Else nobody in there could open /dev/stdout, or pass it on. */
	if (root >= 0 &&
		fchown(stdio->guest[stream], (uid_t)root, (gid_t)-1) < 0)
		die("chown", "cannot give a pipe to the guest's root");
	/* Who watches over many streams waits at none of them. */
	if (fcntl(stdio->ours[stream], F_SETFL, O_NONBLOCK) < 0)
		die("fcntl", "cannot set a pipe to the guest");
}

void stdio_make(struct stdio *stdio, bool terminal, bool interactive, long root)
{
	*stdio = (struct stdio){ { -1, -1, -1 }, { -1, -1, -1 }, { -1, -1 },
		{ 0 } };
	if (!terminal) {
		for (int stream = interactive ? 0 : 1; stream < 3; stream++)
			stdio_pipe(stdio, stream, root);
		return;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
		    stdio->terminal) < 0)
		die("socketpair", "cannot receive the guest's terminal");
	for (int fd = 0; fd < 3; fd++)
		if (ioctl(fd, TIOCGWINSZ, &stdio->size) == 0)
			break;
}

/*
 * The guest's own: the host's would show it a mount of the host's. But who
 * shares the root can put another file there. null(4)
 */
static int stdio_null(void)
{
	int fd = open("/dev/null", O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;

	if (fd < 0)
		die("open", "cannot open the guest's '/dev/null'");
	if (fstat(fd, &status) < 0 || !S_ISCHR(status.st_mode) ||
		status.st_rdev != makedev(1, 3))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "somebody has put another file there"
				       " since: who shares the root, or a"
				       " volume" },
			"the guest's '/dev/null' is none");
	return fd;
}

void stdio_take(const struct stdio *stdio, uid_t owner)
{
	if (stdio->terminal[1] >= 0) {
		console_open(stdio->terminal[1], owner);
		/* Its first look is to be right. Nobody has one: all is 0. */
		ioctl(STDIN_FILENO, TIOCSWINSZ, &stdio->size);
		return;
	}
	for (int stream = 0; stream < 3; stream++) {
		int fd = stdio->guest[stream];

		if (dup2(fd < 0 ? stdio_null() : fd, stream) < 0)
			die("dup", "cannot give the guest its streams");
		/* What a caller passes on stays the caller's. */
		if (fd != stream)
			console_give(stream, owner);
	}
}

void stdio_receive(struct stdio *stdio, pid_t guest)
{
	if (stdio->terminal[0] < 0)
		return;
	close(stdio->terminal[1]); /* or its end would not be seen */
	stdio->ours[0] = console_receive(stdio->terminal[0], guest);
}
