/* terminal.c - the caller's terminal: its colours, and its state. */
/* SPDX-License-Identifier: MIT */
#include "terminal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "streams.h"

/* What ioctl_tty(2) and tcsetattr(3) change, and nobody puts back. */
struct lent {
	int discipline;
	int exclusive;
	pid_t foreground;
	struct termios modes, locked;
	struct streams streams;
};

static struct lent callers, commands;
static int terminal = -1; /* our terminal */
static bool saved;
static bool ours;  /* we are in its foreground, or our command is */
static bool known; /* `callers` is from such a time */

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

static void lent_get(struct lent *lent)
{
	streams_get(&lent->streams);
	if (terminal < 0)
		return;
	ioctl(terminal, TIOCGETD, &lent->discipline);
	ioctl(terminal, TIOCGEXCL, &lent->exclusive);
	ioctl(terminal, TIOCGLCKTRMIOS, &lent->locked);
	lent->foreground = tcgetpgrp(terminal);
	tcgetattr(terminal, &lent->modes);
}

/*
 * Output first: where it has been stopped, whatever waits for it to drain waits
 * for ever. A discipline other than the usual one knows none of these calls.
 */
static void lent_set(const struct lent *lent)
{
	int discipline = lent->discipline;

	streams_set(&lent->streams);
	if (terminal < 0)
		return;
	tcflow(terminal, TCOON);
	ioctl(terminal, TIOCGETD, &discipline);
	if (discipline != lent->discipline)
		ioctl(terminal, TIOCSETD, &lent->discipline);
	tcflow(terminal, TCOON);
	ioctl(terminal, lent->exclusive ? TIOCEXCL : TIOCNXCL);
	if (!ours)
		return; /* in the background: it is not ours to change */
	ioctl(terminal, TIOCSLCKTRMIOS, &lent->locked);
	tcsetattr(terminal, TCSANOW, &lent->modes);
	/*
	 * A guest with job control took the foreground for a process group
	 * that may be gone now. (SIGTTOU, which says so, is held back.)
	 */
	tcsetpgrp(terminal, lent->foreground);
}

/* In the foreground, even if nobody has told us that we were put there? */
static bool is_in_front(void)
{
	return terminal >= 0 && tcgetpgrp(terminal) == getpgrp();
}

void terminal_save(void)
{
	if (!saved) /* else this is not our first child */
		terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	ours = known = is_in_front();
	lent_get(&callers);
	saved = true;
}

bool terminal_is_there(void)
{
	return terminal >= 0;
}

void terminal_reclaim(void)
{
	if (!saved)
		return;
	ours = ours || (known && is_in_front());
	lent_get(&commands);
	lent_set(&callers);
}

void terminal_lend(void)
{
	bool had_it = ours;

	ours = saved && is_in_front();
	if (!ours)
		return;
	known = true;
	lent_get(&callers); /* who may have changed it meanwhile */
	if (had_it)
		lent_set(&commands);
}

void terminal_restore(void)
{
	if (!saved)
		return;
	ours = ours || (known && is_in_front());
	lent_set(&callers);
	close(terminal);
	terminal = -1;
	saved = false;
}
