/* target.c - places below a root that somebody else has filled. */
/* SPDX-License-Identifier: MIT */
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "die.h"

#include "mounted.h"

enum { MOST_LINKS = 40 };

/*
 * Look `path` up as if `root` were /, for it will be. EAGAIN: something was
 * renamed meanwhile, anywhere, and it could not tell whether a ".." led out.
 */
static int open_in_root(
	int root, const char *path, int flags, unsigned long long resolve)
{
	struct open_how how = {
		.flags = (unsigned long long)flags | O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | resolve,
	};

	long fd;

	do
		fd = syscall(SYS_openat2, root, path, &how, sizeof(how));
	while (fd < 0 && errno == EAGAIN);
	return (int)fd;
}

/* The same for names of our own, where no link is followed: see mounted.h. */
static int open_below(int root, const char *path, int flags)
{
	int above = mounted_above(root, &path);

	return open_in_root(above, path, flags, RESOLVE_NO_SYMLINKS);
}

static int directory_open(int root, const char *path, bool links)
{
	return links ? open_in_root(root, path, O_DIRECTORY, 0)
		     : open_below(root, path, O_DIRECTORY);
}

int target_existing(int root, const char *path)
{
	return open_below(root, path, 0);
}

/* An image that cannot be mounted into is no reason to look elsewhere. */
static _Noreturn void target_refuse(const char *path)
{
	die("openat2", "cannot find '%s' in the new root", path);
}

/* The directory that holds `path`, made where missing, and its last name. */
static int parent_of(int root, const char *path, bool links, const char **name)
{
	const char *slash = strrchr(path, '/');
	char *above = strndup(path, slash ? (size_t)(slash - path) : 0);
	int parent;

	if (!above)
		die("malloc", "cannot keep '%s' in memory", path);
	*name = slash ? slash + 1 : path;
	parent = target_directory(root, *above ? above : "/", links);
	free(above);
	return parent;
}

/*
 * Names are made one by one below a descriptor, and then looked up again from
 * the root: an image that changes meanwhile leads nowhere but into itself.
 */
int target_directory(int root, const char *path, bool links)
{
	int fd = directory_open(root, path, links), parent;
	const char *name;

	if (fd >= 0)
		return fd;
	if (errno != ENOENT || !strcmp(path, "/"))
		target_refuse(path);
	parent = parent_of(root, path, links, &name);
	if (mkdirat(parent, name, 0755) < 0 && errno != EEXIST)
		die("mkdirat", "cannot make '%s' in the new root", path);
	close(parent);
	fd = directory_open(root, path, links);
	if (fd < 0)
		target_refuse(path);
	return fd;
}

/*
 * The file `path`, made where missing: files are mounted on files alone. Where
 * a link leads to nothing yet, what it leads to is made. symlink(7)
 */
static int target_file(int root, const char *path, int links)
{
	char text[PATH_MAX], further[2 * PATH_MAX];
	const char *name;
	int fd, parent = parent_of(root, path, true, &name);
	ssize_t length = readlinkat(parent, name, text, sizeof(text) - 1);

	if (length > 0 && links > 0) {
		text[length] = '\0';
		snprintf(further, sizeof(further), "%.*s%s",
			*text == '/' ? 0 : (int)(name - path), path, text);
		close(parent);
		return target_file(root, further, links - 1);
	}
	fd = openat(
		parent, name, O_CREAT | O_EXCL | O_CLOEXEC | O_WRONLY, 0644);
	if (fd >= 0)
		close(fd);
	else if (errno != EEXIST)
		die("openat", "cannot make '%s' in the new root", path);
	close(parent);
	fd = open_in_root(root, path, 0, 0);
	if (fd < 0)
		target_refuse(path);
	return fd;
}

bool target_is_impossible(int root, const char *path)
{
	int fd = open_in_root(root, path, 0, 0);
	struct statvfs status;

	if (fd >= 0)
		close(fd);
	return fd < 0 && errno == ENOENT && fstatvfs(root, &status) == 0 &&
	       status.f_flag & ST_RDONLY;
}

bool target_is_directory(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
}

int target_like(int root, const char *path, int source)
{
	int fd;

	if (target_is_directory(source))
		return target_directory(root, path, true);
	fd = target_file(root, path, MOST_LINKS);
	if (target_is_directory(fd)) {
		errno = EISDIR;
		die("mount", "cannot mount a file on '%s'", path);
	}
	return fd;
}

int target_not_root(int root, const char *path, int target)
{
	struct stat own, other;

	if (fstat(root, &own) == 0 && fstat(target, &other) == 0 &&
		own.st_ino == other.st_ino && own.st_dev == other.st_dev)
		die_of(&(struct death){ EXIT_LAUNCHER, 0, NULL,
			       "that is the root itself: see --rootfs" },
			"cannot mount on '%s'", path);
	return target;
}

void target_not_kernel(const char *path, int target)
{
	struct statfs status;

	if (fstatfs(target, &status) == 0 &&
		(status.f_type == PROC_SUPER_MAGIC ||
			status.f_type == SYSFS_MAGIC))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "what the kernel says there is not to be"
				       " replaced, and a link in the image can"
				       " lead there: take another target" },
			"cannot mount on '%s', which is in the guest's /proc"
			" or /sys",
			path);
}
