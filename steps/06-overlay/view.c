/* view.c - a directory as the overlay shows it, looked at without a mount. */
/* SPDX-License-Identifier: MIT */
#include "view.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"

#include "attributes.h"
#include "below.h"
#include "owners.h"

static void *grown(void *array, size_t size)
{
	array = realloc(array, size);
	if (!array)
		die("malloc", "cannot keep the names of a directory");
	return array;
}

/*
 * A descriptor of its own, for it has a place where one reads. -1: something is
 * mounted there, which is not ours to see, or it is closed to who copies it.
 */
static int directory_reopen(
	const struct view *view, int parent, const char *name)
{
	int fd = below_open(parent, name);

	if (fd < 0 && errno != EXDEV &&
		!(view->is_for_copy && owners_close(errno)))
		die("open", "cannot open the directory '%s' to %s it", name,
			view->is_for_copy ? "copy" : "compare");
	return fd;
}

static void view_add(struct view *view, int directory)
{
	if (directory < 0)
		return;
	view->directories = grown(view->directories,
		(view->count + 1) * sizeof(*view->directories));
	view->directories[view->count++] = directory;
}

void view_open(struct view *view, const int *directories, size_t count,
	const char *space)
{
	*view = (struct view){ .space = space };
	for (size_t i = 0; i < count; i++)
		view_add(view, directory_reopen(view, directories[i], "."));
}

void view_close(struct view *view)
{
	for (size_t i = 0; i < view->count; i++)
		close(view->directories[i]);
	free(view->directories);
	view->directories = NULL;
	view->count = 0;
}

void view_push(struct view *view, int directory)
{
	int top = directory_reopen(view, directory, ".");

	view_add(view, top);
	memmove(view->directories + 1, view->directories,
		(view->count - 1) * sizeof(*view->directories));
	view->directories[0] = top;
}

/* 'y': it is opaque. 'x': it may hold the newer whiteouts. */
static int opacity(const struct view *view, int directory)
{
	return view->space ? attribute_of_overlay(
				     directory, ".", view->space, "opaque")
			   : 0;
}

/* Does nothing below it show through? The kernel does not ask this of roots. */
static bool is_opaque(const struct view *view, int directory)
{
	return view->is_below && opacity(view, directory) == 'y';
}

/*
 * A whiteout says that a name is gone, whatever the layers below have: device
 * 0:0, or, where devices cannot be made, an empty file with an attribute.
 */
static bool is_whiteout(const struct view *view, int directory,
	const char *name, const struct stat *status)
{
	if (!view->space)
		return false;
	if (S_ISCHR(status->st_mode))
		return status->st_rdev == 0;
	return S_ISREG(status->st_mode) && status->st_size == 0 &&
	       opacity(view, directory) == 'x' &&
	       attribute_of_overlay(directory, name, view->space, "whiteout");
}

bool view_find(const struct view *view, const char *name, struct sight *sight)
{
	for (size_t i = 0; i < view->count; i++) {
		sight->directory = view->directories[i];
		if (fstatat(sight->directory, name, &sight->status,
			    AT_SYMLINK_NOFOLLOW) == 0)
			return !is_whiteout(
				view, sight->directory, name, &sight->status);
		if (errno != ENOENT)
			die("stat", "cannot look at '%s'", name);
		if (is_opaque(view, sight->directory))
			break;
	}
	return false;
}

void view_enter(const struct view *view, const char *name, struct view *into)
{
	struct stat status;

	*into = (struct view){ .space = view->space,
		.is_below = true,
		.is_for_copy = view->is_for_copy };
	for (size_t i = 0; i < view->count; i++) {
		int directory = view->directories[i], inner;

		if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) ==
			0) {
			if (!S_ISDIR(status.st_mode))
				return;
			inner = directory_reopen(view, directory, name);
			view_add(into, inner);
			/* What it hides of those below, it hides from us. */
			if (inner < 0 && view->is_for_copy)
				return;
			if (inner >= 0 && is_opaque(into, inner))
				return;
		}
		if (is_opaque(view, directory))
			return;
	}
}

static int name_order(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

static size_t names_read(
	const struct view *view, int directory, char ***names, size_t count)
{
	DIR *stream = fdopendir(directory_reopen(view, directory, "."));
	char *name;

	if (!stream)
		die("open", "cannot list a directory");
	errno = 0;
	for (struct dirent *entry; (entry = readdir(stream)); errno = 0) {
		name = entry->d_name;
		if (!strcmp(name, ".") || !strcmp(name, ".."))
			continue;
		*names = grown(*names, (count + 1) * sizeof(**names));
		name = strdup(name);
		if (!name)
			die("malloc", "cannot keep the names of a directory");
		(*names)[count++] = name;
	}
	if (errno)
		die("read", "cannot list a directory");
	closedir(stream);
	return count;
}

size_t view_names(const struct view *view, char ***names)
{
	size_t count = 0, kept = 0;
	struct sight sight;

	*names = NULL;
	for (size_t i = 0; i < view->count; i++) {
		count = names_read(view, view->directories[i], names, count);
		if (is_opaque(view, view->directories[i]))
			break;
	}
	if (count)
		qsort(*names, count, sizeof(**names), name_order);
	for (size_t i = 0; i < count; i++) {
		if ((kept && !strcmp((*names)[kept - 1], (*names)[i])) ||
			!view_find(view, (*names)[i], &sight))
			free((*names)[i]);
		else
			(*names)[kept++] = (*names)[i];
	}
	return kept;
}

bool view_same(const struct view *one, const struct view *other)
{
	struct stat first, second;

	if (one->count != other->count)
		return false;
	for (size_t i = 0; i < one->count; i++)
		if (fstat(one->directories[i], &first) < 0 ||
			fstat(other->directories[i], &second) < 0 ||
			first.st_dev != second.st_dev ||
			first.st_ino != second.st_ino)
			return false;
	return true;
}
