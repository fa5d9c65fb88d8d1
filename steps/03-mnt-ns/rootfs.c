/* rootfs.c - a root of its own that nobody walks out of, furnished. */
/* SPDX-License-Identifier: MIT */
#include "rootfs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "blame.h"
#include "die.h"
#include "gids.h"

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
static int root_open(const char *path, unsigned int attributes)
{
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC), mounted;

	if (fd < 0)
		die_path("open_tree", path, "cannot make '%s' the root", path);
	mounted = mount_bind_at(fd, fd, attributes);
	if (mounted < 0)
		die("mount", "cannot bind '%s' onto itself", path);
	close(fd); /* what is above it is still the host's */
	return mounted;
}

/*
 * The group 5 of a terminal is tty, so that write(1) can write to it. In a user
 * namespace there may be no such group, and then devpts(5) wants none.
 */
static const char *options_of(const struct mount *mount)
{
	bool tty = !strcmp(mount->type, "devpts") && gid_last() < 5;

	return tty ? "ptmxmode=0666,mode=0620" : mount->options;
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

static int mount_new(int root, const struct mount *mount)
{
	int target = target_not_root(root, mount->target,
		target_directory(root, mount->target, mount->given));
	int done;

	if (mount->given)
		target_not_kernel(mount->target, target);
	done = mount->directories ? mount_furnished(mount, target)
				  : mount_new_at(mount->type, options_of(mount),
					    target, mount->attributes);
	close(target);
	return done;
}

/* What is loose already was opened by the host side: see mounts_open(). */
static int mount_bind(int root, const struct mount *mount)
{
	int source = mount->loose, target, done;

	if (!source)
		source = open(mount->source, O_PATH | O_CLOEXEC);
	if (source < 0)
		die_path("open", mount->source, "cannot show '%s' as '%s'",
			mount->source, mount->target);
	target = target_not_root(
		root, mount->target, target_like(root, mount->target, source));
	if (mount->given)
		target_not_kernel(mount->target, target);
	done = mount->loose ? mount_loose_at(source, target, mount->attributes)
			    : mount_bind_at(source, target, mount->attributes);
	if (!mount->loose)
		close(source);
	close(target);
	return done;
}

static void mount_make(int root, const struct mount *mount)
{
	int done = mount->type ? mount_new(root, mount) : -1;

	/* Who may not mount it anew is shown what the host has. */
	if (!mount->type || (done < 0 && errno == EPERM && mount->source))
		done = mount_bind(root, mount);
	if (done < 0)
		die("mount", "cannot mount '%s' on '%s'",
			mount->type ? mount->type : mount->source,
			mount->target);
	mounted_keep(mount->target, done);
}

/* Only devpts(5) has no other nodes than its own, and is nothing without. */
static void mounts_make(
	int root, const struct mount *list, unsigned int attributes)
{
	for (; list->target; list++) {
		struct mount mount = *list;

		if (!mount.type || strcmp(mount.type, "devpts"))
			mount.attributes |= attributes;
		mount_make(root, &mount);
	}
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
	unsigned int nodev = mounts->no_devices ? MOUNT_ATTR_NODEV : 0;
	int root;

	umask(0); /* the modes in the tables are meant as they stand */
	root = root_open(path, nodev);
	texts_make(root, mounts->texts);
	mounts_make(root, mounts->mounts, nodev);
	if (mounts->devices)
		devices_make(root, mounts->devices, nodev);
	devices_give(root, mounts->given_devices, nodev);
	mounts_make(root, mounts->added, nodev);
	mounts_make(root, mounts->given, nodev);
	if (mounts->directory)
		close(target_directory(root, mounts->directory, true));
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

void rootfs_give(const struct mounts *mounts)
{
	int root;

	if (!mounts->given_count)
		return;
	root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		die("open", "cannot open '/'");
	umask(0); /* as above */
	for (const struct mount *row = mounts->given; row->target; row++) {
		/* By its name, it would be one of the guest's own. */
		if (!row->type && !row->loose)
			die_of(&(struct death){ EXIT_LAUNCHER, 0, NULL,
				       "that takes root, and Linux 5.12" },
				"cannot pass '%s' into what runs already",
				row->source);
		mount_make(root, row);
	}
	mounted_close();
	close(root);
	umask(022);
}
