/* lower.c - the directories that a layer lies on. */
/* SPDX-License-Identifier: MIT */
#include "lower.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "blame.h"
#include "die.h"
#include "fs.h"

#include "attributes.h"
#include "storage.h"

static void lower_open(struct overlay *overlay, const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char *real = realpath(path, NULL);

	if ((fd < 0 || !real) && overlay->lower_count)
		die_path("open", path, "cannot stack '%s'", path);
	if (fd < 0 || !real)
		die_path("open_tree", path, "cannot make '%s' the root", path);
	overlay->lowers[overlay->lower_count] = fd;
	overlay->paths[overlay->lower_count++] = real;
}

void lowers_open(struct overlay *overlay, const char *rootfs)
{
	lower_open(overlay, rootfs);
	for (size_t i = 0; i < overlay->below_count; i++)
		lower_open(overlay, overlay->below[i]);
}

int lower_alone(const struct overlay *overlay, size_t number)
{
	int lower = overlay->lowers[number], tree = fs_alone(lower);
	int fd = openat(tree < 0 ? lower : tree, ".",
		O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		die("open", "cannot look at '%s'", overlay->paths[number]);
	if (tree >= 0)
		close(tree);
	return fd;
}

void lowers_view(const struct overlay *overlay, struct view *view)
{
	bool is_stack = overlay->storage == &storage_overlay ||
			overlay->lower_count > 1;
	int lower;

	view_open(view, NULL, 0,
		is_stack ? attribute_space(overlay->userxattr) : NULL);
	for (size_t i = overlay->lower_count; i > 0; i--) {
		lower = lower_alone(overlay, i - 1);
		view_push(view, lower);
		close(lower);
	}
}
