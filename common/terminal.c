/* terminal.c - the caller's terminal: its colours, and its state. */
/* SPDX-License-Identifier: MIT */
#include "terminal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static int saved_fd = -1;
static struct termios saved;
static int flags[STDERR_FILENO + 1];

bool terminal_colours(int fd)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fd) && !(no && *no) && term && strcmp(term, "dumb");
}

int terminal_columns(int fd)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return columns && atoi(columns) > 0 ? atoi(columns) : 80;
}

void terminal_save(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		flags[fd] = fcntl(fd, F_GETFL);
	saved_fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (saved_fd < 0)
		return;
	if (tcgetpgrp(saved_fd) == getpgrp() && !tcgetattr(saved_fd, &saved))
		return;
	close(saved_fd); /* in the background: it is not ours to change */
	saved_fd = -1;
}

void terminal_restore(void)
{
	/* They are of what is open, which the caller has open as well. */
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (flags[fd] >= 0 && fcntl(fd, F_GETFL) != flags[fd])
			fcntl(fd, F_SETFL, flags[fd]);
	if (saved_fd < 0)
		return;
	/*
	 * A guest with job control took the foreground for a process group
	 * that is gone now. (SIGTTOU, which says so, is held back.)
	 */
	tcsetpgrp(saved_fd, getpgrp());
	tcsetattr(saved_fd, TCSADRAIN, &saved);
	close(saved_fd);
	saved_fd = -1;
}
