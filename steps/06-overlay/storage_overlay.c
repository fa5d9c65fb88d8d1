/* storage_overlay.c - the kernel shows two directories as one: overlayfs. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

#include "attributes.h"
#include "layer.h"
#include "lower.h"
#include "stack.h"
#include "storage.h"

static void stack_create(const struct overlay *overlay)
{
	static const char *const directories[] = { "upper", "work", "root" };
	int upper;

	for (size_t i = 0; i < 3; i++)
		if (mkdirat(overlay->layer, directories[i], 0755) < 0)
			die("mkdir", "cannot make '%s' of the layer",
				directories[i]);
	/* What / is like inside is what the top directory is like. */
	upper = openat(
		overlay->layer, "upper", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (upper < 0)
		die("open", "cannot open 'upper' of the layer");
	attributes_copy(overlay->lowers[0], upper, ".");
	close(upper);
}

static const char *stack_mount(const struct overlay *overlay)
{
	stack_mount_on(overlay, "root");
	return layer_path(overlay, "root");
}

static void stack_look(const struct overlay *overlay, struct view *view)
{
	int upper = openat(
		overlay->layer, "upper", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (upper < 0)
		die("open", "cannot open 'upper' of the layer");
	lowers_view(overlay, view);
	view_push(view, upper);
	close(upper);
}

const struct storage storage_overlay = {
	.name = "overlay",
	.create = stack_create,
	.loosen = stack_loosen,
	.mount = stack_mount,
	.look = stack_look,
};
