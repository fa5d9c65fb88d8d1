/* leftover.c - what a guest of a container has left, and nobody wants. */
/* SPDX-License-Identifier: MIT */
#include "leftover.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"
#include "undo.h"

#include "layer.h"
#include "overlay.h"
#include "paths.h"
#include "shelf.h"
#include "store.h"
#include "userns.h"

/*
 * What a user's guest has written belongs to users that are nobody to that
 * user: root of a namespace like the guest's is who can remove it. That one
 * does not come back, and cannot tell the host's root from others on the way to
 * the layers, which are open by then. user_namespaces(7)
 */
static void guest_be_root(struct overlay *overlay)
{
	static struct userns userns = DEFAULT_USERNS;

	if (geteuid() == 0)
		return;
	userns_prepare(&userns);
	overlay_map(overlay, &userns.uids, &userns.gids, userns.twin);
	userns_resume(&userns);
	userns_inherit(&userns);
}

static void layer_remove_one(struct overlay *overlay)
{
	overlay->removes = true;
	if (overlay_resume(overlay))
		guest_be_root(overlay);
	else if (errno != ENOENT)
		die("flock", "cannot remove the layer of container %.*s",
			SHORT_ID, overlay->name);
	undo_all();
}

static void layers_remove_stale(struct overlay *overlay)
{
	store_open(overlay);
	guest_be_root(overlay);
	if (overlay->layers >= 0)
		layers_sweep(overlay->layers);
	store_close(overlay);
}

/* In a process of its own: it becomes somebody else. */
static void layers_do(const char *id)
{
	struct overlay overlay = DEFAULT_OVERLAY;
	int status = 0;
	pid_t child;

	overlay.name = id;
	overlay.storage_directory = data_path("");
	fflush(NULL);
	child = fork();
	if (child < 0)
		die("fork", "cannot remove a layer");
	if (child == 0) {
		undo_forget();
		(id ? layer_remove_one : layers_remove_stale)(&overlay);
		_exit(0);
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (status) /* it has said why */
		_exit(EXIT_LAUNCHER);
}

static bool layer_is_there(const char *name)
{
	char below[NAME_MAX + 16];

	snprintf(below, sizeof(below), "layers/%s", name);
	return faccessat(AT_FDCWD, data_path(below), F_OK,
		       AT_SYMLINK_NOFOLLOW) == 0;
}

void layer_throw(const char *id)
{
	if (layer_is_there(id))
		layers_do(id);
}

/* Without a container it is nobody's; but one may be half made just now. */
static bool layer_is_orphan(const struct shelf *shelf, const char *name)
{
	char half[ID_LENGTH + 2];

	if (!id_is_whole(name))
		return false;
	snprintf(half, sizeof(half), ".%.*s", ID_LENGTH, name);
	return faccessat(shelf->containers, name, F_OK, 0) < 0 &&
	       faccessat(shelf->containers, half, F_OK, 0) < 0;
}

/* With the last one goes their directory, and with it its dots. */
static int layer_is_listed(const struct dirent *entry)
{
	return *entry->d_name != '.' || layer_is_number(entry->d_name + 1);
}

/* What others are at work on, they remove: it may go while we look. */
void layers_throw(void (*tell)(const char *name))
{
	struct dirent **entries;
	struct shelf shelf;
	int count = scandir(
		data_path("layers"), &entries, layer_is_listed, alphasort);

	if (count < 0)
		return;
	layers_do(NULL);
	shelf_begin(&shelf);
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;

		if (layer_is_orphan(&shelf, name))
			layer_throw(name);
		if (!layer_is_there(name))
			tell(name);
		free(entries[i]);
	}
	shelf_end(&shelf);
	free(entries);
}
