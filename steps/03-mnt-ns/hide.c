/* hide.c - what a guest must not see of /proc and /sys, or not write. */
/* SPDX-License-Identifier: MIT */
#include "hide.h"

#include <errno.h>
#include <linux/mount.h>
#include <stdbool.h>
#include <unistd.h>

#include "die.h"

#include "device.h"
#include "mount_at.h"
#include "target.h"

/* -1 if this kernel has no such path. */
static int path_open(int root, const char *path)
{
	int fd = target_existing(root, path);

	if (fd < 0 && errno != ENOENT && errno != ENOTDIR)
		die("openat2", "cannot find '%s' to hide it", path);
	return fd;
}

/* The mount stays when its descriptor goes. 0, or -1 as it came. */
static int mount_keep(int mounted)
{
	return mounted < 0 ? -1 : close(mounted);
}

/* One empty directory serves all: the first is mounted, the others show it. */
static int directory_mask(int target, int *empty)
{
	const unsigned int attributes = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID |
					MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;

	if (*empty >= 0)
		return mount_keep(mount_bind_at(*empty, target, attributes));
	*empty = mount_new_at(
		"tmpfs", "size=4k,nr_inodes=2", target, attributes);
	return *empty < 0 ? -1 : 0;
}

void paths_mask(int root, const char *const paths[])
{
	int null = device_of_host(
		&(struct device){ "null", .major = 1, .minor = 3 });
	int empty = -1, target, done;

	for (; *paths; paths++) {
		target = path_open(root, *paths);
		if (target < 0)
			continue;
		done = target_is_directory(target)
			       ? directory_mask(target, &empty)
			       : mount_keep(mount_bind_at(null, target, 0));
		if (done < 0)
			die("mount", "cannot hide '%s'", *paths);
		close(target);
	}
	if (empty >= 0)
		close(empty);
	close(null);
}

void paths_protect(int root, const char *const paths[])
{
	int target;

	for (; *paths; paths++) {
		target = path_open(root, *paths);
		if (target < 0)
			continue;
		/* What it shows is the same; its attributes are our own. */
		if (mount_keep(mount_bind_at(
			    target, target, MOUNT_ATTR_RDONLY)) < 0)
			die("mount", "cannot protect '%s'", *paths);
		close(target);
	}
}
