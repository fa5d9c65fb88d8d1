/* lower.c - the directories that a layer lies on. */
/* SPDX-License-Identifier: MIT */
#include "lower.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blame.h"
#include "die.h"
#include "fs.h"

#include "below.h"
#include "store.h"

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

static int alone(const struct overlay *overlay, size_t number)
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

int lower_alone(const struct overlay *overlay)
{
	return alone(overlay, 0);
}

static bool is_same(int one, int other)
{
	struct stat first, second;

	if (fstat(one, &first) < 0 || fstat(other, &second) < 0)
		die("stat", "cannot look at the directory of layers");
	return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/* From there up to the root, to that of the mount, or to that of all. */
void lower_check_apart(const struct overlay *overlay)
{
	int root = overlay->lowers[0], at = overlay->layers, up;

	if (overlay->scratch)
		return;
	for (bool is_top = false; at >= 0 && !is_top; at = up) {
		if (is_same(at, root))
			die_of(&(struct death){ .code = EXIT_LAUNCHER,
				       .cure = "--storage-dir DIR names a"
					       " place that is not, and"
					       " --storage overlay needs none"
					       " such" },
				"'%s' is in '%s', and would be copied into"
				" itself",
				store_path(overlay), overlay->paths[0]);
		up = below_open(at, "..");
		is_top = up >= 0 && is_same(at, up);
		if (at != overlay->layers)
			close(at);
	}
	if (at >= 0)
		close(at);
}

void lowers_view(
	const struct overlay *overlay, struct view *view, const char *space)
{
	int directories[MOST_LOWERS + 1];

	for (size_t i = 0; i < overlay->lower_count; i++)
		directories[i] = alone(overlay, i);
	view_open(view, directories, overlay->lower_count, space);
	for (size_t i = 0; i < overlay->lower_count; i++)
		close(directories[i]);
}
