/* copy.c - a tree is copied, with all that its files have. */
/* SPDX-License-Identifier: MIT */
#include "copy.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "fd.h"
#include "signals.h"

#include "attributes.h"
#include "below.h"
#include "contents.h"
#include "files.h"
#include "linked.h"
#include "owners.h"
#include "path.h"
#include "patience.h"
#include "scratch.h"

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

/* Has it a name in the copy already, and has it one more now? */
static bool link_again(
	struct copy *copy, const struct stat *status, int to, const char *name)
{
	int again;

	/* (No call would take a longer one, to give it its second name.) */
	if (status->st_nlink < 2 || copy->path.length > PATH_MAX)
		return false;
	again = linked_again(&copy->linked, status, copy->root,
		path_below(&copy->path), to, name);
	if (again < 0)
		copy_failed(copy, "link");
	return again;
}

static void file_copy(struct copy *copy, int from, int to, const char *name)
{
	int source = fd_reopen(from, O_RDONLY), file;

	if (source < 0 && !owners_close(errno))
		copy_failed(copy, "open");
	file = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file < 0)
		copy_failed(copy, "open");
	if ((source >= 0 && contents_copy(source, file) < 0) || close(file) < 0)
		copy_failed(copy, "write");
	if (source >= 0)
		close(source);
}

static void link_copy(struct copy *copy, int from, int to, const char *name)
{
	char text[PATH_MAX];
	ssize_t length = readlinkat(from, "", text, sizeof(text) - 1);

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

/* What is open as `from` and no directory. False: there shall be none. */
static bool leaf_copy(struct copy *copy, int from, const struct stat *status,
	int to, const char *name)
{
	if (S_ISREG(status->st_mode))
		file_copy(copy, from, to, name);
	else if (S_ISLNK(status->st_mode))
		link_copy(copy, from, to, name);
	else if (mknodat(to, name, status->st_mode, status->st_rdev) < 0) {
		if (owners_close(errno))
			return false;
		copy_failed(copy, "mknod");
	}
	return true;
}

/*
 * Somebody may put another one there at any moment: that its contents, owner
 * and mode are those of one and the same, and that no device is opened, takes
 * one look at the name. -1: it is gone.
 */
static int entry_open(struct copy *copy, const struct view *from,
	const char *name, struct stat *status)
{
	struct sight sight;
	int fd;

	if (patience_lost())
		copy_failed(copy, "stat");
	if (!view_find(from, name, &sight))
		return -1;
	fd = openat(sight.directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return -1;
	if (fd < 0 || fstat(fd, status) < 0)
		copy_failed(copy, "open");
	return fd;
}

static void entry_copy(
	struct copy *copy, const struct view *from, int to, const char *name)
{
	struct stat status;
	int fd = entry_open(copy, from, name, &status);
	bool is_whole = true;

	if (fd < 0)
		return;
	if (S_ISDIR(status.st_mode))
		below_copy(copy, from, to, name);
	else
		is_whole = !link_again(copy, &status, to, name) &&
			   leaf_copy(copy, fd, &status, to, name);
	if (is_whole)
		attributes_copy(fd, to, name);
	close(fd);
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
	attributes_copy(from->directories[0], to, ".");
	linked_forget(copy.linked);
	free(copy.path.text);
	files_allow(&before);
}
