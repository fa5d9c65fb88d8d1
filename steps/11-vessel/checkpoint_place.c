/* checkpoint_place.c - where a checkpoint lies: whole, or not there. */
/* SPDX-License-Identifier: MIT */
#include "checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "undo.h"

#include "remove.h"

static int checkpoint_places = -1; /* DATA/containers/ID/checkpoints */

static void checkpoint_remove(const char *name)
{
	int fd = openat(checkpoint_places, name,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return;
	if (fd < 0 || tree_empty(fd) < 0 ||
		unlinkat(checkpoint_places, name, AT_REMOVEDIR) < 0)
		warn_line("cannot remove the checkpoint '%s': %s", name,
			strerror(errno));
	close(fd);
}

static void checkpoint_undo(void *argument)
{
	(void)argument;
	checkpoint_remove(HALF_MADE);
}

int checkpoint_begin(const struct container *container)
{
	int fd;

	if (mkdirat(container->directory, "checkpoints", 0700) < 0 &&
		errno != EEXIST)
		die("mkdir", "cannot make a place for checkpoints");
	checkpoint_places = openat(container->directory, "checkpoints",
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	checkpoint_remove(HALF_MADE);
	undo_later(checkpoint_undo, NULL);
	if (mkdirat(checkpoint_places, HALF_MADE, 0700) < 0)
		die("mkdir", "cannot make a place for the checkpoint");
	fd = openat(checkpoint_places, HALF_MADE,
		O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/*
	 * What comes back reads its own memory, as a user who is nobody out
	 * here. Who is not root does not come that far: DATA is root's.
	 */
	if (fd < 0 || fchmod(fd, 0755) < 0)
		die("open", "cannot open the place for the checkpoint");
	return fd;
}

void checkpoint_finish(const char *name)
{
	checkpoint_remove(name);
	if (renameat(checkpoint_places, HALF_MADE, checkpoint_places, name) < 0)
		die("rename", "cannot keep the checkpoint '%s'", name);
}
