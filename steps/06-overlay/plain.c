/* plain.c - a layer that is a whole tree, in its directory "root". */
/* SPDX-License-Identifier: MIT */
#include "plain.h"

#include <fcntl.h>
#include <unistd.h>

#include "die.h"

#include "layer.h"

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

void plain_look(const struct overlay *overlay, struct view *view)
{
	int root = plain_root(overlay);

	view_open(view, &root, 1, NULL);
	close(root);
}
