/* mount_old.c - the same mounts with mount(2), as before Linux 5.12. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "mount_at.h"

/*
 * mount(2) knows names only. Those in /proc/self/fd lead to what a descriptor
 * has open, whatever has been put into its place meanwhile.
 */
static const char *name_of(int fd, char name[static 32])
{
	snprintf(name, 32, "/proc/self/fd/%d", fd);
	return name;
}

/*
 * What is mounted on `target` now: the descriptor itself still shows what is
 * below, so its name is looked up again. If that name is another's by now,
 * it is no mount, and change_flags() fails.
 */
static int open_mounted(int target)
{
	char name[32], path[4096];
	ssize_t length =
		readlink(name_of(target, name), path, sizeof(path) - 1);

	if (length < 0)
		return -1;
	path[length] = '\0';
	return open(path, O_PATH | O_CLOEXEC | O_NOFOLLOW);
}

/* MS_RDONLY, MS_NOSUID, MS_NODEV and MS_NOEXEC are numbered as MOUNT_ATTR_*. */
static int change_flags(int mounted, unsigned long flags)
{
	struct statfs status;
	char name[32];

	/* Flags not given are cleared, which a user namespace must not do. */
	if (fstatfs(mounted, &status) == 0)
		flags |= (unsigned long)status.f_flags &
			 (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC);
	return mount(NULL, name_of(mounted, name), NULL,
		MS_REMOUNT | MS_BIND | flags, NULL);
}

int mount_new_old(const char *type, const char *options, int target,
	unsigned int attributes)
{
	char name[32];

	if (mount(type, name_of(target, name), type, attributes, options) < 0)
		return -1;
	return open_mounted(target);
}

int mount_bind_old(int source, int target, unsigned int attributes)
{
	char from[32], to[32];
	int mounted;

	if (mount(name_of(source, from), name_of(target, to), NULL,
		    MS_BIND | MS_REC, NULL) < 0)
		return -1;
	mounted = open_mounted(target);
	if (mounted >= 0 && attributes && change_flags(mounted, attributes) < 0)
		return -1;
	return mounted;
}

int mount_protect_old(int mounted)
{
	return change_flags(mounted, MS_RDONLY);
}
