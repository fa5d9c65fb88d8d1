/* plain.c - a layer that is a whole tree, in its directory "root". */
/* SPDX-License-Identifier: MIT */
#include "plain.h"

#include <fcntl.h>
#include <unistd.h>

#include "die.h"

#include "layer.h"
#include "loose.h"

int plain_root(const struct overlay *overlay)
{
	int fd = openat(overlay->layer, "root",
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		die("open", "cannot open 'root' of the layer");
	return fd;
}

const char *plain_path(const struct overlay *overlay)
{
	return layer_path(overlay, "root");
}

int plain_loosen(const struct overlay *overlay)
{
	int root = plain_root(overlay), tree;

	/* In memory it is loose already, and of the right owners. */
	if (overlay->scratch)
		return root;
	tree = loose_shown(overlay, root);
	close(root);
	return tree;
}

void plain_look(const struct overlay *overlay, struct view *view)
{
	int root = plain_root(overlay);

	view_open(view, &root, 1, NULL);
	close(root);
}
