/* fs.c - a file system mounted in steps, each of them a call. */
/* SPDX-License-Identifier: MIT */
#include "fs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

int fs_open(const char *type)
{
	return (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC);
}

int fs_set(int fs, const char *key, const char *value)
{
	return (int)syscall(SYS_fsconfig, fs,
		value ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG, key, value, 0);
}

int fs_mount(int fs, unsigned int attributes)
{
	if (syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -1;
	return (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, attributes);
}

int fs_attach(int tree, int target)
{
	int error;

	if (syscall(SYS_move_mount, tree, "", target, "",
		    MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) == 0)
		return tree;
	error = errno;
	close(tree);
	errno = error;
	return -1;
}

int fs_tree(int fd)
{
	struct mount_attr private = { .propagation = MS_PRIVATE };
	int tree = (int)syscall(SYS_open_tree, fd, "",
		AT_EMPTY_PATH | AT_RECURSIVE | OPEN_TREE_CLONE |
			OPEN_TREE_CLOEXEC);

	if (tree < 0 || syscall(SYS_mount_setattr, tree, "",
				AT_EMPTY_PATH | AT_RECURSIVE, &private,
				sizeof(private)) == 0)
		return tree;
	close(tree);
	return -1;
}

int fs_alone(int fd)
{
	return (int)syscall(SYS_open_tree, fd, "",
		AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
}

int fs_shift(int tree, int users)
{
	struct mount_attr shifted = { .attr_set = MOUNT_ATTR_IDMAP,
		.propagation = MS_PRIVATE,
		.userns_fd = (uint64_t)users };

	return (int)syscall(SYS_mount_setattr, tree, "",
		AT_EMPTY_PATH | AT_RECURSIVE, &shifted, sizeof(shifted));
}
