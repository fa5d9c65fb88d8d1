/* scratch.c - a layer in memory, where no disk is fit for one. */
/* SPDX-License-Identifier: MIT */
#include "scratch.h"

#include <errno.h>
#include <linux/magic.h>
#include <linux/mount.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "die.h"
#include "fs.h"

/*
 * An upper layer needs attributes of its own, whiteouts, and names that nobody
 * changes behind the kernel's back. ovl_get_upper() in the kernel
 */
static const struct {
	long magic;
	const char *name;
} unfit[] = {
	{ OVERLAYFS_SUPER_MAGIC, "an overlay itself" },
	{ V9FS_MAGIC, "9p" },
	{ NFS_SUPER_MAGIC, "NFS" },
	{ MSDOS_SUPER_MAGIC, "FAT" },
	{ SMB_SUPER_MAGIC, "SMB" },
	{ CIFS_SUPER_MAGIC, "SMB" },
	{ SMB2_SUPER_MAGIC, "SMB" },
	{ FUSE_SUPER_MAGIC, "FUSE" },
	{ ECRYPTFS_SUPER_MAGIC, "eCryptfs" },
};

const char *unfit_for_upper(int fd, const char *space)
{
	struct statfs status;
	char name[64];

	if (fstatfs(fd, &status) < 0)
		die("statfs", "cannot look at the file system for layers");
	for (size_t i = 0; i < sizeof(unfit) / sizeof(*unfit); i++)
		if ((long)status.f_type == unfit[i].magic)
			return unfit[i].name;
	/* It mounts without them, and cannot remove a directory below. */
	snprintf(name, sizeof(name), "%s.overlay.opaque", space);
	if (fgetxattr(fd, name, NULL, 0) < 0 && errno == EOPNOTSUPP)
		return "a file system without such attributes";
	return NULL;
}

/* Half of the memory at most, which is the kernel's own limit. tmpfs(5) */
int scratch_make(bool is_root)
{
	int fs = fs_open("tmpfs"), tree = -1;

	if (fs >= 0 && fs_set(fs, "mode", "700") == 0)
		tree = fs_mount(fs, is_root ? 0 : MOUNT_ATTR_NOSUID);
	if (tree < 0)
		die("mount", "cannot make a place for the layer in memory");
	close(fs);
	return tree;
}

bool is_in_memory(int fd)
{
	struct statfs status;

	return fstatfs(fd, &status) == 0 && status.f_type == TMPFS_MAGIC;
}
