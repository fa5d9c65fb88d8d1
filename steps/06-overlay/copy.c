/* copy.c - a tree is copied, with all that its files have. */
/* SPDX-License-Identifier: MIT */
#include "copy.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <search.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "signals.h"

#include "attributes.h"
#include "below.h"
#include "contents.h"
#include "files.h"
#include "owners.h"
#include "path.h"
#include "patience.h"
#include "scratch.h"

/* A file with more than one name, and the first of them below the copy. */
struct linked {
	dev_t device; /* subvolumes have one each */
	ino_t inode;
	char *path;
};

struct copy {
	int root;         /* of the copy */
	struct stat own;  /* it may lie in what it is a copy of */
	void *linked;     /* tsearch(3) */
	struct path path; /* where we are */
};

static _Noreturn void copy_failed(const struct copy *copy, const char *call)
{
	int error = errno, number = signals_ending();

	if (number)
		die_of(&(struct death){ .code = EXIT_SIGNAL + number },
			"cannot copy '%s' for the layer: %s",
			path_below(&copy->path), strsignal(number));
	if (error == ENOSPC)
		call = is_in_memory(copy->root) ? "tmpfs(5)" : "write";
	errno = error;
	die(call, "cannot copy '%s' for the layer", path_below(&copy->path));
}

static int linked_compare(const void *one, const void *other)
{
	const struct linked *first = one, *second = other;

	if (first->device != second->device)
		return first->device < second->device ? -1 : 1;
	return first->inode < second->inode ? -1 : first->inode > second->inode;
}

/* If it has a name in the copy already, give it one more. */
static bool link_again(
	struct copy *copy, const struct stat *status, int to, const char *name)
{
	struct linked *file, **known;

	/* (No call would take a longer one, to give it its second name.) */
	if (status->st_nlink < 2 || copy->path.length > PATH_MAX)
		return false;
	file = malloc(sizeof(*file));
	if (!file)
		copy_failed(copy, "malloc");
	*file = (struct linked){ status->st_dev, status->st_ino,
		strdup(path_below(&copy->path)) };
	known = tsearch(file, &copy->linked, linked_compare);
	if (!known || !file->path)
		copy_failed(copy, "malloc");
	if (*known == file)
		return false;
	if (linkat(copy->root, (*known)->path, to, name, 0) == 0) {
		free(file->path);
		free(file);
		return true;
	}
	if (errno != ENOENT)
		copy_failed(copy, "link");
	/* That name was not copied: this one is the first. */
	free((*known)->path);
	(*known)->path = file->path;
	free(file);
	return false;
}

/* False: somebody has taken it away just now. */
static bool file_copy(struct copy *copy, int from, int to, const char *name)
{
	int source = openat(
		from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int file;

	if (source < 0 && errno == ENOENT)
		return false;
	if (source < 0 && !owners_close(errno))
		copy_failed(copy, "open");
	file = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file < 0)
		copy_failed(copy, "open");
	if ((source >= 0 && contents_copy(source, file) < 0) || close(file) < 0)
		copy_failed(copy, "write");
	if (source >= 0)
		close(source);
	return true;
}

static void link_copy(struct copy *copy, int from, int to, const char *name)
{
	char text[PATH_MAX];
	ssize_t length = readlinkat(from, name, text, sizeof(text) - 1);

	if (length < 0)
		copy_failed(copy, "readlink");
	text[length] = '\0';
	if (symlinkat(text, to, name) < 0)
		copy_failed(copy, "symlink");
}

static void directory_copy(struct copy *copy, struct view *from, int to);

static void below_copy(
	struct copy *copy, const struct view *from, int to, const char *name)
{
	struct view inner_from;
	int inner_to;

	if (mkdirat(to, name, 0700) < 0)
		copy_failed(copy, "mkdir");
	inner_to = below_open(to, name);
	if (inner_to < 0)
		copy_failed(copy, "open");
	view_enter(from, name, &inner_from);
	directory_copy(copy, &inner_from, inner_to);
	view_close(&inner_from);
	close(inner_to);
}

static void entry_copy(
	struct copy *copy, const struct view *from, int to, const char *name)
{
	struct sight sight;
	const struct stat *status = &sight.status;

	if (patience_lost())
		copy_failed(copy, "stat");
	if (!view_find(from, name, &sight))
		return; /* just now somebody took it away */
	if (S_ISDIR(status->st_mode)) {
		below_copy(copy, from, to, name);
	} else {
		if (link_again(copy, status, to, name))
			return;
		if (S_ISREG(status->st_mode)) {
			if (!file_copy(copy, sight.directory, to, name))
				return;
		} else if (S_ISLNK(status->st_mode))
			link_copy(copy, sight.directory, to, name);
		else if (mknodat(to, name, status->st_mode, status->st_rdev) <
			 0) {
			if (owners_close(errno))
				return;
			copy_failed(copy, "mknod");
		}
	}
	attributes_copy(sight.directory, name, to, name);
}

static bool is_own(const struct copy *copy, const struct view *view)
{
	struct stat status;

	for (size_t i = 0; i < view->count; i++)
		if (fstat(view->directories[i], &status) == 0 &&
			status.st_dev == copy->own.st_dev &&
			status.st_ino == copy->own.st_ino)
			return true;
	return false;
}

static void directory_copy(struct copy *copy, struct view *from, int to)
{
	char **names;
	size_t above, count;

	if (is_own(copy, from))
		return;
	count = view_names(from, &names);
	for (size_t i = 0; i < count; i++) {
		above = path_enter(&copy->path, names[i]);
		entry_copy(copy, from, to, names[i]);
		path_leave(&copy->path, above);
		free(names[i]);
	}
	free(names);
}

static void linked_free(void *node)
{
	struct linked *file = node;

	free(file->path);
	free(file);
}

void tree_copy(struct view *from, int to)
{
	struct copy copy = { .root = to };
	struct rlimit before;

	if (fstat(to, &copy.own) < 0)
		copy_failed(&copy, "stat");
	patience_begin();
	files_allow_all(&before); /* it has some open for each level */
	from->is_for_copy = true;
	directory_copy(&copy, from, to);
	attributes_copy(from->directories[0], ".", to, ".");
	tdestroy(copy.linked, linked_free);
	free(copy.path.text);
	files_allow(&before);
}
