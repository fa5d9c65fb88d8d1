/* rootfs.c - a root of its own that nobody walks out of, furnished. */
/* SPDX-License-Identifier: MIT */
#include "rootfs.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "blame.h"
#include "die.h"

#include "device.h"
#include "hide.h"
#include "mount_at.h"
#include "mounted.h"
#include "target.h"
#include "text.h"

void rootfs_private(void)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		die("mount_namespaces(7)",
			"cannot keep our mounts to ourselves");
}

/* pivot_root(2) wants a mount point: bind the directory onto itself. */
static int root_open(const char *path)
{
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC), mounted;

	if (fd < 0)
		die_path("open_tree", path, "cannot make '%s' the root", path);
	mounted = mount_bind_at(fd, fd, 0);
	if (mounted < 0)
		die("mount", "cannot bind '%s' onto itself", path);
	close(fd); /* what is above it is still the host's */
	return mounted;
}

/* A new file system with directories in it, read-only when it has them. */
static int mount_furnished(const struct mount *mount, int target)
{
	unsigned int later = mount->attributes & MOUNT_ATTR_RDONLY;
	int done = mount_new_at(mount->type, mount->options, target,
		mount->attributes & ~later);

	for (const char *const *name = mount->directories; done >= 0 && *name;
		name++)
		if (mkdirat(done, *name, 0755) < 0)
			die("mkdirat", "cannot make '%s/%s'", mount->target,
				*name);
	if (done >= 0 && later && mount_protect(done) < 0)
		die("mount", "cannot make '%s' read-only", mount->target);
	return done;
}

static void mount_make(int root, const struct mount *mount)
{
	const char *what = mount->type ? mount->type : mount->source;
	int target, source, done;

	if (mount->type) {
		target = target_not_root(root, mount->target,
			target_directory(root, mount->target, mount->given));
		done = mount->directories
			       ? mount_furnished(mount, target)
			       : mount_new_at(mount->type, mount->options,
					 target, mount->attributes);
	} else {
		source = open(mount->source, O_PATH | O_CLOEXEC);
		if (source < 0)
			die_path("open", what, "cannot show '%s' as '%s'", what,
				mount->target);
		target = target_not_root(root, mount->target,
			target_like(root, mount->target, source));
		done = mount_bind_at(source, target, mount->attributes);
		close(source);
	}
	if (done < 0)
		die("mount", "cannot mount '%s' on '%s'", what, mount->target);
	close(target);
	mounted_keep(mount->target, done);
}

/*
 * Change places with the old root, which pivot_root(2) stacks on the new one
 * when both are ".", and let go of it: no name leads there any more.
 */
static void root_pivot(int root, const char *path)
{
	if (fchdir(root) < 0)
		die("fchdir", "cannot enter '%s'", path);
	if (syscall(SYS_pivot_root, ".", ".") < 0)
		die("pivot_root", "cannot pivot to '%s'", path);
	if (umount2(".", MNT_DETACH) < 0)
		die("umount", "cannot let go of the host's root");
	if (chdir("/") < 0)
		die("chdir", "cannot enter the new root");
}

void rootfs_enter(const char *path, const struct mounts *mounts)
{
	int root;

	umask(0); /* the modes in the tables are meant as they stand */
	root = root_open(path);
	texts_make(root, mounts->texts);
	for (const struct mount *row = mounts->mounts; row->target; row++)
		mount_make(root, row);
	if (mounts->devices)
		devices_make(root, mounts->devices);
	devices_give(root, mounts->given_devices);
	for (const struct mount *row = mounts->added; row->target; row++)
		mount_make(root, row);
	for (const struct mount *row = mounts->given; row->target; row++)
		mount_make(root, row);
	/* Last: a mount on top would show again what these hide. */
	paths_mask(root, mounts->masked);
	paths_protect(root, mounts->readonly);
	if (mounts->readonly_root && mount_protect(root) < 0)
		die("mount", "cannot make the root read-only");
	mounted_close();
	root_pivot(root, path);
	close(root);
	umask(022);
}
