/* storage_btrfs.c - a file system that shares blocks: a Btrfs snapshot. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <linux/btrfs.h>
#include <linux/magic.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "die.h"

#include "below.h"
#include "plain.h"
#include "remove.h"
#include "storage.h"
#include "store.h"

enum { SUBVOLUME_INODE = 256 }; /* of the root of each. btrfs-subvolume(8) */

static bool is_btrfs(int fd)
{
	struct statfs status;

	return fstatfs(fd, &status) == 0 && status.f_type == BTRFS_SUPER_MAGIC;
}

static bool is_subvolume(int fd)
{
	struct stat status;

	return is_btrfs(fd) && fstat(fd, &status) == 0 &&
	       status.st_ino == SUBVOLUME_INODE;
}

static void snapshot_create(const struct overlay *overlay)
{
	struct btrfs_ioctl_vol_args_v2 what = { .fd = overlay->lowers[0],
		.name = "root" };

	if (!is_subvolume(overlay->lowers[0]))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "make one on a Btrfs: 'btrfs subvolume"
				       " create NEW', 'cp -a DIR/. NEW'; or"
				       " leave --storage out" },
			"'%s' is no Btrfs subvolume: no snapshot of it",
			overlay->paths[0]);
	if (ioctl(overlay->layer, BTRFS_IOC_SNAP_CREATE_V2, &what) == 0)
		return;
	if (errno == EXDEV || errno == ENOTTY)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "a snapshot lies beside its origin:"
				       " --storage-dir DIR on that Btrfs" },
			"'%s' is not on the Btrfs of '%s'", store_path(overlay),
			overlay->paths[0]);
	die("ioctl", "cannot take a snapshot of '%s'", overlay->paths[0]);
}

/*
 * Its blocks are given back later, by a thread of the kernel. A guest may have
 * made subvolumes in it: these go first.
 */
static void snapshot_close(int layer, bool vanishes)
{
	struct btrfs_ioctl_vol_args name = { .name = "root" };
	int root = below_open(layer, "root");

	if (root < 0)
		return;
	if (vanishes && is_subvolume(root) &&
		ioctl(layer, BTRFS_IOC_SNAP_DESTROY, &name) < 0 &&
		tree_empty(root) == 0)
		ioctl(layer, BTRFS_IOC_SNAP_DESTROY, &name);
	close(root);
}

const struct storage storage_btrfs = {
	.name = "btrfs",
	.create = snapshot_create,
	.loosen = plain_loosen,
	.mount = plain_path,
	.look = plain_look,
	.close = snapshot_close,
};
