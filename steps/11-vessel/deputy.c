/* deputy.c - a child that makes files of any owner. */
/* SPDX-License-Identifier: MIT */
#include "deputy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "signals.h"
#include "spawn.h"
#include "undo.h"

#include "maps.h"
#include "remove.h"
#include "userns.h"

struct deputy {
	struct userns userns;
	void (*task)(void *argument);
	void *argument;
};

static void deputy_start(void *argument)
{
	const struct deputy *deputy = argument;

	userns_enter(&deputy->userns);
	signals_let_go();
	deputy->task(deputy->argument);
	_exit(EXIT_SUCCESS);
}

static int deputy_code(void (*task)(void *argument), void *argument)
{
	struct deputy deputy = { DEFAULT_USERNS, task, argument };
	struct child child;

	deputy.userns.off = geteuid() == 0;
	userns_prepare(&deputy.userns);
	child = spawn(userns_namespaces(&deputy.userns), deputy_start, &deputy);
	if (!deputy.userns.off)
		maps_write(&deputy.userns, child.pid);
	spawn_release(&child);
	return spawn_wait(&child);
}

void deputy_run(void (*task)(void *argument), void *argument)
{
	int code = deputy_code(task, argument);

	if (!code)
		return;
	undo_all();
	_exit(code);
}

struct removal {
	int directory;
	const char *path;
};

static void removal_run(void *argument)
{
	const struct removal *removal = argument;
	int top = openat(removal->directory, removal->path,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (top >= 0 && tree_empty(top) < 0)
		die("unlink", "cannot remove all of '%s'", removal->path);
}

void deputy_remove(int directory, const char *path)
{
	struct removal removal = { directory, path };

	if (unlinkat(directory, path, AT_REMOVEDIR) == 0 || errno == ENOENT)
		return;
	if (geteuid() == 0)
		removal_run(&removal);
	else
		deputy_code(removal_run, &removal);
	if (unlinkat(directory, path, AT_REMOVEDIR) < 0)
		warn_line("cannot remove '%s': %s", path, strerror(errno));
}
