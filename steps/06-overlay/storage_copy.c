/* storage_copy.c - no sharing at all: the whole root, once more. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

#include "copy.h"
#include "lower.h"
#include "plain.h"
#include "storage.h"

static void copy_create(const struct overlay *overlay)
{
	struct view from;
	int root;

	if (mkdirat(overlay->layer, "root", 0700) < 0)
		die("mkdir", "cannot make 'root' of the layer");
	root = plain_root(overlay);
	lowers_view(overlay, &from);
	tree_copy(&from, root);
	view_close(&from);
	close(root);
}

const struct storage storage_copy = {
	.name = "copy",
	.create = copy_create,
	.loosen = plain_loosen,
	.mount = plain_path,
	.look = plain_look,
};
