/* compare.c - is a file what it was? */
/* SPDX-License-Identifier: MIT */
#include "compare.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/btrfs_tree.h>
#include <linux/magic.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "die.h"
#include "fd.h"

#include "attributes.h"
#include "owners.h"

static bool is_later(const struct timespec *one, const struct timespec *other)
{
	return one->tv_sec != other->tv_sec ? one->tv_sec > other->tv_sec
					    : one->tv_nsec >= other->tv_nsec;
}

/* A file system, or a tool that filled it, may know whole seconds only. */
static bool same_time(const struct timespec *one, const struct timespec *other)
{
	return one->tv_sec == other->tv_sec &&
	       (one->tv_nsec == other->tv_nsec || !one->tv_nsec ||
		       !other->tv_nsec);
}

static bool same_link(
	const struct sight *old, const struct sight *new, const char *name)
{
	char one[PATH_MAX], other[PATH_MAX];
	ssize_t length = readlinkat(old->directory, name, one, sizeof(one));

	return length >= 0 &&
	       readlinkat(new->directory, name, other, sizeof(other)) ==
		       length &&
	       !memcmp(one, other, (size_t)length);
}

/*
 * -1: it is no file any more. A guest that runs may have put a device there,
 * and to open one is to use it.
 */
static int file_open(const struct sight *sight, const char *name)
{
	int place =
		openat(sight->directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	int fd = place < 0 ? -1 : fd_reopen_file(place);

	if (fd < 0 && errno != (place < 0 ? ENOENT : EINVAL))
		die("open", "cannot open '%s' to compare it", name);
	if (place >= 0)
		close(place);
	return fd;
}

/* Where, from `at` on, is something in it? Nowhere is far away. lseek(2) */
static off_t data_find(int fd, off_t at)
{
	off_t found = lseek(fd, at, SEEK_DATA);

	if (found >= 0)
		return found;
	return errno == ENXIO ? INT64_MAX : at; /* it knows of no holes */
}

/* Of the same size; where both have a hole, nothing is read. */
static bool same_contents(
	const struct sight *old, const struct sight *new, const char *name)
{
	static char one[65536], other[65536];
	int first = file_open(old, name), second = file_open(new, name);
	ssize_t length = first < 0 || second < 0 ? -1 : 1, others = length;
	off_t at = 0, there;

	for (; length > 0 && others == length; at += length) {
		there = data_find(second, at);
		at = data_find(first, at);
		at = there < at ? there : at;
		length = at == INT64_MAX ? 0
					 : pread(first, one, sizeof(one), at);
		others = length > 0 ? pread(second, other, (size_t)length, at)
				    : length;
		if (length < 0 || others < 0)
			die("read", "cannot read '%s' to compare it", name);
		if (others == length && memcmp(one, other, (size_t)length))
			break;
	}
	if (first >= 0)
		close(first);
	if (second >= 0)
		close(second);
	return length == 0;
}

static bool same_owner(const struct stat *old, const struct stat *new)
{
	return owner_of_copy(old->st_uid) ==
	       new->st_uid &&group_of_copy(old->st_gid) == new->st_gid;
}

bool entry_differs(const struct sight *old, const struct sight *new,
	const char *name, const struct timespec *since)
{
	const struct stat *was = &old->status, *is = &new->status;

	if (was->st_dev == is->st_dev && was->st_ino == is->st_ino)
		return false; /* the very same, seen through the layer */
	if (was->st_mode != is->st_mode || !same_owner(was, is) ||
		!same_time(&was->st_mtim, &is->st_mtim) ||
		!attributes_same(old->directory, name, new->directory, name))
		return true;
	if (S_ISDIR(is->st_mode))
		return false;
	if (S_ISLNK(is->st_mode))
		return !same_link(old, new, name);
	if (!S_ISREG(is->st_mode))
		return was->st_rdev != is->st_rdev;
	if (was->st_size != is->st_size)
		return true;
	/* Times can be set to what they were, but for that of the inode. */
	return is_later(&is->st_ctim, since) && !same_contents(old, new, name);
}

bool entry_is_place(const struct sight *sight)
{
	struct statfs status;

	return S_ISDIR(sight->status.st_mode) &&
	       sight->status.st_ino == BTRFS_EMPTY_SUBVOL_DIR_OBJECTID &&
	       fstatfs(sight->directory, &status) == 0 &&
	       status.f_type == BTRFS_SUPER_MAGIC;
}

bool root_differs(const struct view *before, const struct view *after)
{
	int old = before->directories[0], new = after->directories[0];
	struct stat was, is;

	if (fstat(old, &was) < 0 || fstat(new, &is) < 0)
		die("stat", "cannot look at the root");
	return was.st_mode != is.st_mode || !same_owner(&was, &is) ||
	       !attributes_same(old, ".", new, ".");
}
