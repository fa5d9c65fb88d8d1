/* probe_mounts.c - a root directory, mounts and devices of one's own. */
/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "syscalls.h"

static int try_chroot(const struct probe *probe)
{
	(void)probe;
	return chroot("/") < 0 ? probe_failed("chroot") : 0;
}

static int try_private(const struct probe *probe)
{
	(void)probe;
	return probe_own_mounts();
}

static int try_pivot(const struct probe *probe)
{
	(void)probe;
	if (probe_scratch() < 0)
		return -1;
	if (syscall(SYS_pivot_root, ".", ".") < 0)
		return probe_failed("pivot_root");
	if (umount2(".", MNT_DETACH) < 0)
		return probe_failed("umount2");
	return 0;
}

/* In the pid namespace that it is to show: a second process mounts it. */
static int try_proc(const struct probe *probe)
{
	int fds[2], error = 0;
	pid_t pid;

	(void)probe;
	if (probe_scratch() < 0)
		return -1;
	if (unshare(CLONE_NEWPID) < 0)
		return probe_failed("unshare");
	if (pipe2(fds, O_CLOEXEC) < 0 || (pid = fork()) < 0)
		return probe_failed("fork");
	if (pid == 0) {
		error = mount("proc", ".", "proc", 0, NULL) ? errno : 0;
		_exit(write(fds[1], &error, sizeof(error)) < 0);
	}
	close(fds[1]);
	if (read(fds[0], &error, sizeof(error)) != sizeof(error))
		return probe_failed("read");
	errno = error;
	return error ? probe_failed("mount") : 0;
}

static int try_mount(const struct probe *probe)
{
	if (probe_scratch() < 0)
		return -1;
	if (probe->argument && unshare((int)probe->argument) < 0)
		return probe_failed("unshare");
	if (mount(probe->text, ".", probe->text, 0, NULL) < 0)
		return probe_failed("mount");
	return 0;
}

static int try_mknod(const struct probe *probe)
{
	(void)probe;
	if (probe_scratch() < 0)
		return -1;
	if (mknod("null", S_IFCHR | 0600, makedev(1, 3)) < 0)
		return probe_failed("mknod");
	/* A user namespace may make them where they cannot be opened. */
	if (open("null", O_RDONLY | O_CLOEXEC) < 0)
		return probe_failed("open of a device");
	return 0;
}

/* The new way to mount: a file system first, its place later. */
static int try_fsopen(const struct probe *probe)
{
	long fs, mount;

	(void)probe;
	if (probe_scratch() < 0)
		return -1;
	fs = syscall(SYS_fsopen, "tmpfs", 0);
	if (fs < 0)
		return probe_failed("fsopen");
	if (syscall(SYS_fsconfig, fs, FS_CREATE, NULL, NULL, 0) < 0)
		return probe_failed("fsconfig");
	mount = syscall(SYS_fsmount, fs, 0, 0);
	if (mount < 0)
		return probe_failed("fsmount");
	if (syscall(SYS_move_mount, mount, "", AT_FDCWD, ".", MOVE_FROM_FD) < 0)
		return probe_failed("move_mount");
	return 0;
}

static int try_open_tree(const struct probe *probe)
{
	(void)probe;
	if (probe_scratch() < 0)
		return -1;
	if (syscall(SYS_open_tree, AT_FDCWD, ".", TREE_CLONE) < 0)
		return probe_failed("open_tree");
	return 0;
}

static int try_mount_setattr(const struct probe *probe)
{
	struct mount_flags flags = { .set = MOUNT_FLAG_READONLY };

	(void)probe;
	if (probe_scratch() < 0)
		return -1;
	if (syscall(SYS_mount_setattr, AT_FDCWD, ".", 0, &flags,
		    sizeof(flags)) < 0)
		return probe_failed("mount_setattr");
	return 0;
}

const struct probe probes_mounts[] = {
	{ "chroot", AS_ROOT, try_chroot, .capability = CAP_SYS_CHROOT },
	{ "private mounts", AS_ROOT, try_private, .capability = CAP_SYS_ADMIN },
	{ "pivot_root", AS_ROOT, try_pivot, .capability = CAP_SYS_ADMIN },
	{ "a new /proc", AS_ROOT, try_proc, .capability = CAP_SYS_ADMIN },
	{ "a new /sys", AS_ROOT, try_mount, CLONE_NEWNET, "sysfs",
		.capability = CAP_SYS_ADMIN },
	{ "a new /dev/pts", AS_ROOT, try_mount, 0, "devpts",
		.capability = CAP_SYS_ADMIN },
	{ "mqueue", AS_ROOT, try_mount, CLONE_NEWIPC, "mqueue",
		.capability = CAP_SYS_ADMIN, .module = "mqueue" },
	{ "mknod", AS_ROOT, try_mknod, .capability = CAP_MKNOD },
	{ "fsopen", AS_ROOT, try_fsopen, .capability = CAP_SYS_ADMIN,
		.since = "5.2" },
	{ "open_tree", AS_ROOT, try_open_tree, .capability = CAP_SYS_ADMIN,
		.since = "5.2" },
	{ "mount_setattr", AS_ROOT, try_mount_setattr,
		.capability = CAP_SYS_ADMIN, .since = "5.12" },
	{ 0 },
};
