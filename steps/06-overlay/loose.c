/* loose.c - a guest's root that is mounted nowhere until the guest does it. */
/* SPDX-License-Identifier: MIT */
#include "loose.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "die.h"
#include "fs.h"

#include "layer.h"
#include "storage.h"

/*
 * An overlay shows nothing of what is mounted in a directory, so it need not be
 * there: a /proc in it has no other owners to show. (In a container it may be
 * that it cannot be left out.)
 */
static int tree_of(const struct overlay *overlay, int fd)
{
	int tree = -1;

	if (overlay->storage != &storage_none)
		tree = fs_alone(fd);
	return tree < 0 ? fs_tree(fd) : tree;
}

int loose_shown(const struct overlay *overlay, int fd)
{
	int tree = tree_of(overlay, fd), error;

	if (tree < 0 || fs_shift(tree, overlay->users) == 0)
		return tree;
	error = errno;
	close(tree);
	errno = error;
	return -1;
}

bool loose_can(const struct overlay *overlay, int fd)
{
	int tree = loose_shown(overlay, fd);

	return tree >= 0 && close(tree) == 0;
}

/* Where we may go by name, a layer has a place for it. */
static const char *place_mount(const struct overlay *overlay)
{
	const char *path = layer_path(overlay, "root");
	int place = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (place < 0 || fs_attach(overlay->tree, place) < 0)
		die("move_mount", "cannot mount the guest's root");
	close(place);
	return path;
}

/*
 * Any place will do in a namespace whose mounts are let go of in a moment, but
 * for /, where pivot_root(2) is going to stack the old root; and there is an
 * /etc everywhere. The root is told by ".", since no other name is sure to lead
 * there: who is nobody outside may enter few directories.
 */
const char *loose_mount(const struct overlay *overlay)
{
	int place, hung;
	bool below;

	if (overlay->users < 0)
		return place_mount(overlay);
	place = open("/etc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	/* A copy in memory is in a directory of what is loose. */
	below = overlay->scratch && overlay->storage == &storage_copy;
	hung = below ? overlay->layer : overlay->tree;
	if (place < 0 || fs_attach(hung, place) < 0)
		die("move_mount", "cannot mount the guest's root");
	close(place);
	if (fchdir(overlay->tree) < 0)
		die("fchdir", "cannot enter the guest's root");
	return ".";
}
