/* output.c - a file that is there when it is whole, and not before. */
/* SPDX-License-Identifier: MIT */
#include "output.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "options.h"
#include "undo.h"

static char *output_half; /* what it is called meanwhile; NULL: as later */

static void output_undo(void *argument)
{
	(void)argument;
	if (output_half)
		unlink(output_half);
}

int output_open(const char *path)
{
	struct stat status;
	int fd;

	if (!path && isatty(STDOUT_FILENO))
		options_refuse("stdout is a terminal: say where to, with -o"
			       " FILE, or with a pipe");
	if (!path)
		return STDOUT_FILENO;
	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
		fd = open(path, O_WRONLY | O_CLOEXEC);
	} else {
		if (asprintf(&output_half, "%s.XXXXXX", path) < 0)
			die("malloc", "cannot write to '%s'", path);
		undo_later(output_undo, NULL);
		fd = mkostemp(output_half, O_CLOEXEC);
	}
	if (fd < 0)
		die("open", "cannot write to '%s'", path);
	return fd;
}

void output_keep(int fd, const char *path)
{
	mode_t mask = umask(0);

	umask(mask);
	if (output_half && (fchmod(fd, 0666 & ~mask) < 0 || fsync(fd) < 0 ||
				   rename(output_half, path) < 0))
		die("rename", "cannot write to '%s'", path);
	free(output_half);
	output_half = NULL;
	undo_all();
}
