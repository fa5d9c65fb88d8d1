/* remove.c - a tree of somebody else's making is taken away. */
/* SPDX-License-Identifier: MIT */
#include "remove.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/btrfs.h>
#include <linux/btrfs_tree.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "below.h"

/*
 * Whoever owns a subvolume of a Btrfs may have made it read-only, with all that
 * is in it. btrfs-property(8)
 */
static void subvolume_loosen(int fd)
{
	struct statfs fs;
	struct stat status;
	uint64_t none = 0;

	if (fstat(fd, &status) == 0 &&
		status.st_ino == BTRFS_FIRST_FREE_OBJECTID &&
		fstatfs(fd, &fs) == 0 && fs.f_type == BTRFS_SUPER_MAGIC)
		ioctl(fd, BTRFS_IOC_SUBVOL_SETFLAGS, &none);
}

/* A user's copy has the modes of what it is a copy of, which close it. */
static void mode_loosen(int parent, const char *name)
{
	int fd = below_find(parent, name);
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (fd < 0)
		return;
	chmod(path, 0700);
	close(fd);
}

/* What somebody has mounted there is not ours to remove. */
static int directory_to_empty(int parent, const char *name)
{
	int fd;

	if (geteuid() != 0)
		mode_loosen(parent, name);
	fd = below_open(parent, name);
	if (fd >= 0)
		subvolume_loosen(fd);
	else if (errno == EXDEV)
		errno = EBUSY;
	return fd;
}

/* chattr +i, +a: root inside could do that. FS_IOC_SETFLAGS(2const) */
static void flags_clear(int fd)
{
	int flags;

	if (fd >= 0 && ioctl(fd, FS_IOC_GETFLAGS, &flags) == 0) {
		flags &= ~(FS_IMMUTABLE_FL | FS_APPEND_FL);
		ioctl(fd, FS_IOC_SETFLAGS, &flags);
	}
	subvolume_loosen(fd);
}

/* To open a device is to use it: a watchdog would begin to wait for us. */
static void flags_clear_below(int directory, const char *name)
{
	struct stat status;
	int fd;

	flags_clear(directory);
	if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) < 0 ||
		(!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)))
		return;
	fd = openat(directory, name,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	flags_clear(fd);
	if (fd >= 0)
		close(fd);
}

static int entry_unlink(int directory, const char *name, int flags)
{
	if (unlinkat(directory, name, flags) == 0)
		return 0;
	if (errno != EPERM)
		return -1;
	flags_clear_below(directory, name);
	return unlinkat(directory, name, flags);
}

/* Is this what rename(2) says of a name that is not free, for a directory? */
static bool is_taken(int error)
{
	return error == EEXIST || error == ENOTEMPTY || error == ENOTDIR;
}

/*
 * Move the directory `name` up to `top`, under a name that is free there, or of
 * an empty directory: not every file system knows RENAME_NOREPLACE.
 */
static int entry_hoist(int directory, const char *name, int top)
{
	static unsigned long number;
	char hoisted[32];

	for (int tries = 0;; tries++) {
		snprintf(hoisted, sizeof(hoisted), "%lu", number++);
		if (renameat(directory, name, top, hoisted) == 0)
			return 0;
		if ((errno == EPERM || errno == EROFS) && tries == 0)
			flags_clear_below(directory, name);
		else if (errno == EACCES && tries == 0)
			mode_loosen(directory, name);
		else if (!is_taken(errno))
			return -1;
	}
}

/* To `outer`, or from one subvolume's directory to its `top`. rename(2) */
static int entry_lift(int directory, const char *name, int outer, int top)
{
	if (entry_hoist(directory, name, outer) == 0)
		return 0;
	return errno == EXDEV ? entry_hoist(directory, name, top) : -1;
}

static int top_empty(int outer, int top);

/*
 * Take the entries of the directory `name` away, each directory in it into
 * `outer`, or into `top` where it is of another subvolume: only the root of one
 * can leave it. Depth costs nothing then: neither descriptors, nor a stack, nor
 * paths of a length that the kernel takes.
 */
static int directory_remove(int outer, int top, const char *name)
{
	int fd = directory_to_empty(top, name), failed = 0, error;
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);

	if (!stream)
		return -1;
	for (struct dirent *entry; !failed && (entry = readdir(stream));) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (entry_unlink(fd, entry->d_name, 0) == 0)
			continue;
		failed = errno != EISDIR ||
			 entry_lift(fd, entry->d_name, outer, top) < 0;
		if (failed && errno == EXDEV) { /* `name` is such a root */
			failed = top_empty(outer, fd) < 0;
			break;
		}
	}
	error = errno;
	closedir(stream);
	errno = error;
	return failed ? -1 : entry_unlink(top, name, AT_REMOVEDIR);
}

/* Take `name` away. What can leave `top` comes into `outer`, where we began. */
static int entry_remove(int outer, int top, const char *name)
{
	if (entry_unlink(top, name, 0) == 0)
		return 0;
	if (errno != EISDIR)
		return -1;
	if (top != outer && entry_hoist(top, name, outer) == 0)
		return 0;
	return directory_remove(outer, top, name);
}

static int top_empty(int outer, int top)
{
	int fd = directory_to_empty(top, "."), found = 1, failed = 0;
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);

	if (!stream)
		return -1;
	/* Again and again, until nothing was added while we read. */
	for (; found && !failed; rewinddir(stream)) {
		found = 0;
		for (struct dirent *entry;
			!failed && (entry = readdir(stream));) {
			if (!strcmp(entry->d_name, ".") ||
				!strcmp(entry->d_name, ".."))
				continue;
			found = 1;
			failed = entry_remove(outer, top, entry->d_name) < 0;
		}
	}
	found = errno;
	closedir(stream);
	errno = found;
	return failed ? -1 : 0;
}

int tree_empty(int top)
{
	return top_empty(top, top);
}
