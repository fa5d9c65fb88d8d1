/* console.c - a terminal of the guest's own, by descriptors alone. */
/* SPDX-License-Identifier: MIT */
#include "console.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "die.h"
#include "fs.h"

/* Linux has it since 4.13, the C library since 2.27. */
#ifndef TIOCGPTPEER
#define TIOCGPTPEER _IO('T', 0x41)
#endif

static int console_find(int place, const char *path, int flags, __u64 resolve)
{
	struct open_how how = {
		.flags = (__u64)flags | O_CLOEXEC,
		.resolve =
			RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | resolve,
	};

	return (int)syscall(SYS_openat2, place, path, &how, sizeof(how));
}

static bool console_is_on(int fd, long magic)
{
	struct statfs status;

	return fstatfs(fd, &status) == 0 && status.f_type == magic;
}

static _Noreturn void console_refuse(const char *path)
{
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "somebody has put another thing there since:"
			       " who shares the root, or a volume" },
		"cannot make a terminal: '%s' is not what was mounted there",
		path);
}

/*
 * Who shares the root can rename its /dev, and show us another: so look what
 * file system it is, once it is open. (CVE-2025-52565)
 */
static int console_directory(int place, const char *path, long magic)
{
	int fd = console_find(place, path, O_PATH | O_DIRECTORY, 0);

	if (fd < 0)
		die("openat2", "cannot make a terminal in '%s'", path);
	if (!console_is_on(fd, magic))
		console_refuse(path);
	return fd;
}

static int console_dev(void)
{
	return console_directory(AT_FDCWD, "/dev", TMPFS_MAGIC);
}

/*
 * The names in a devpts are the kernel's: it has no rename, and no other nodes.
 * But a guest that somebody enters can have mounted on one.
 */
static int console_master(void)
{
	int points =
		console_directory(AT_FDCWD, "/dev/pts", DEVPTS_SUPER_MAGIC);
	int master = console_find(
		points, "ptmx", O_RDWR | O_NOCTTY, RESOLVE_NO_XDEV);
	struct stat status;

	if (master < 0)
		die("openat2", "cannot open '/dev/pts/ptmx'");
	if (fstat(master, &status) < 0 || !S_ISCHR(status.st_mode) ||
		status.st_rdev != makedev(5, 2))
		console_refuse("/dev/pts/ptmx");
	close(points);
	return master;
}

/* A pty's other end without its name, which may lead to another's. */
static int console_peer(int master)
{
	int unlocked = 0, peer;

	if (ioctl(master, TIOCSPTLCK, &unlocked) < 0)
		die("ioctl_tty(2)", "cannot unlock a pseudoterminal");
	peer = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (peer < 0)
		die("ioctl_tty(2)", "cannot open a pseudoterminal");
	return peer;
}

void console_open(int socket, uid_t owner)
{
	int master, peer;

	if (socket < 0)
		return;
	master = console_master();
	peer = console_peer(master);
	/* The group stays tty, as devpts has it. (A user who does not exist in
	 * this namespace is the next one's to refuse.) */
	if (fchown(peer, owner, (gid_t)-1) < 0 && errno != EINVAL)
		die("chown", "cannot give the terminal to user %u", owner);
	console_pass(socket, master);
	close(master);
	close(socket);
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (dup2(peer, fd) < 0)
			die("dup", "cannot speak through the terminal");
	close(peer);
}

/* Of a session of its own, neither keys nor TIOCSTI go to another's. */
void console_own(int socket)
{
	if (socket < 0)
		return;
	if (setsid() < 0 && errno != EPERM) /* we lead one already */
		die("setsid", "cannot begin a session");
	if (ioctl(STDIN_FILENO, TIOCSCTTY, 0) < 0)
		die("ioctl_tty(2)", "cannot take the terminal");
}

void console_show(int socket)
{
	int dev, target, tree;

	if (socket < 0)
		return;
	dev = console_dev();
	target = openat(dev, "console",
		O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_RDONLY, 0600);
	close(dev);
	if (target < 0 && errno == EEXIST)
		return; /* a person's own */
	if (target < 0)
		die("open", "cannot make '/dev/console'");
	tree = fs_alone(STDIN_FILENO);
	if (tree < 0 || fs_attach(tree, target) < 0)
		die("open_tree", "cannot show the terminal as '/dev/console'");
	close(tree);
	close(target);
}

/*
 * The pipes are root's, and their group may be none in here, for whom chown(2)
 * is against it. Who comes to them at all, proc(5) decides.
 */
void console_give(int fd, uid_t owner)
{
	struct stat status;

	if (owner != 0 && fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode) &&
		(status.st_mode & 0666) != 0666 && fchmod(fd, 0666) < 0)
		die("chmod", "cannot give the pipe %d to user %u", fd, owner);
}
