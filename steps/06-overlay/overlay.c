/* overlay.c - a root that is written to, and is as before for the next one. */
/* SPDX-License-Identifier: MIT */
#include "overlay.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "die.h"
#include "file.h"
#include "signals.h"
#include "undo.h"

#include "attributes.h"
#include "diff.h"
#include "files.h"
#include "layer.h"
#include "loose.h"
#include "lower.h"
#include "owners.h"
#include "record.h"
#include "scratch.h"
#include "stack.h"
#include "storage.h"
#include "store.h"

const struct storage *const storages[] = { &storage_overlay, &storage_btrfs,
	&storage_dm, &storage_copy, &storage_none, NULL };

/* Can a new layer lie with the others? If not, can it do without? */
static void place_choose(struct overlay *overlay)
{
	const char *unfit = NULL;

	if (overlay->scratch)
		return;
	if (overlay->layers < 0 && overlay->storage != &storage_overlay)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "name another: --storage-dir DIR" },
			"there is no directory for layers that is ours");
	if (overlay->storage != &storage_overlay)
		return;
	if (overlay->layers >= 0)
		unfit = unfit_for_upper(
			overlay->layers, attribute_space(overlay->userxattr));
	if (unfit && (overlay->name || overlay->storage_directory))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "--storage-dir DIR names another"
				       " place, --storage copy needs none" },
			"'%s' is on %s, which takes no upper layer",
			store_path(overlay), unfit);
	if (unfit && overlay->userxattr) /* who may not mount for it */
		overlay->storage = &storage_copy;
	else
		overlay->scratch = overlay->layers < 0 || unfit;
}

void overlay_undo(void *argument)
{
	struct overlay *overlay = argument;

	if (overlay->tree >= 0)
		close(overlay->tree); /* or what it is on would be in use */
	layer_close(overlay);
	if (overlay->userxattr && geteuid() == 0 && overlay->layers >= 0 &&
		!overlay->no_sweep)
		layers_sweep(overlay->layers);
	store_close(overlay);
}

bool overlay_has_layer(const struct overlay *overlay)
{
	return overlay->storage != &storage_none;
}

static void storage_check(const struct overlay *overlay)
{
	if (overlay->storage == &storage_none &&
		(overlay->name || overlay->shows))
		options_refuse("with --storage none there is no layer: leave"
			       " --layer and --diff out");
	if ((overlay->storage == &storage_btrfs ||
		    overlay->storage == &storage_none) &&
		overlay->below_count)
		options_refuse("--storage %s is about one directory, and here"
			       " are several: use overlay, copy or dm",
			overlay->storage->name);
}

/*
 * Root's guest is another user outside, and goes where it is let alone; and no
 * guest may open a disk.
 */
static void root_loosen(struct overlay *overlay)
{
	if (overlay->users < 0 && overlay->storage->mount)
		return;
	overlay->tree = overlay->storage->loosen(overlay);
	if (overlay->tree < 0)
		die("overlay", "cannot show '%s' with the guest's owners",
			overlay->paths[0]);
}

void overlay_prepare(struct overlay *overlay, const char *rootfs)
{
	storage_check(overlay);
	lowers_open(overlay, rootfs);
	if (overlay->storage == &storage_none) {
		owners_choose(overlay);
		root_loosen(overlay);
		return;
	}
	undo_later(overlay_undo, overlay);
	store_open(overlay);
	owners_choose(overlay);
	/* What guests of ours have left, only root of a guest can remove. */
	if (overlay->layers >= 0 && !overlay->userxattr && !overlay->no_sweep)
		layers_sweep(overlay->layers);
	if (!layer_find(overlay)) {
		if (!overlay->storage)
			overlay->storage = &storage_overlay;
		place_choose(overlay);
		owners_fix(overlay);
		layer_make(overlay);
		overlay->storage->create(overlay);
		layer_finish(overlay);
	}
	if (overlay->storage->open)
		overlay->storage->open(overlay);
	root_loosen(overlay);
}

bool overlay_look(struct overlay *overlay, const char *rootfs)
{
	lowers_open(overlay, rootfs);
	store_open(overlay);
	overlay->layer = openat(overlay->layers, overlay->name,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (overlay->layer < 0 && errno == ENOENT)
		return false;
	if (overlay->layer < 0)
		die("open", "cannot open the layer '%s'", overlay->name);
	record_read(overlay);
	return !overlay->storage->open;
}

const char *overlay_mount(const struct overlay *overlay)
{
	return overlay->tree >= 0 ? loose_mount(overlay)
				  : overlay->storage->mount(overlay);
}

void overlay_diff(const struct overlay *overlay)
{
	struct view before, after;

	lowers_view(overlay, &before);
	overlay->storage->look(overlay, &after);
	diff_print(&before, &after, &overlay->since, overlay->tell);
	view_close(&before);
	view_close(&after);
}

/*
 * A guest can nest what it writes deeper than anybody can follow, and have more
 * names than there is memory. What dies of it is another process, and neither
 * the guest's exit code nor our undoing. proc_pid_oom_score_adj(5)
 */
static _Noreturn void report_alone(const struct overlay *overlay)
{
	struct rlimit before;

	undo_forget();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	write_at(AT_FDCWD, "/proc/self/oom_score_adj", "1000");
	files_allow_all(&before);
	signals_let_go();
	overlay_diff(overlay);
	_exit(0);
}

int overlay_report(const struct overlay *overlay, int code)
{
	int status = EXIT_LAUNCHER;
	pid_t child;

	if (!overlay->shows)
		return code;
	signals_hold(); /* or its end may come before we wait for it */
	child = fork();
	if (child == 0)
		report_alone(overlay);
	if (child < 0)
		warn_line("cannot list what was written: %s", strerror(errno));
	/* It may take its time, and whoever waits may lose patience. */
	if (child > 0)
		status = signals_relay(child);
	if (status > EXIT_SIGNAL) /* otherwise it has said what went wrong */
		warn_line("cannot list what was written: %s",
			strsignal(status - EXIT_SIGNAL));
	return code || !status ? code : EXIT_LAUNCHER;
}
