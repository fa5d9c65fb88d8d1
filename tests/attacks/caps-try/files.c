/* files.c - what capabilities open with files. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "caps-try.h"

static const char ours[] = "/tmp/caps-try";

int file_of_ours(const char *path, mode_t mode)
{
	int fd;

	unlink(path);
	fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0)
		fchmod(fd, mode);
	return fd;
}

int try_chown(void)
{
	int fd = file_of_ours(ours, 0600);

	return result_of(fchown(fd, 1001, (gid_t)-1));
}

int try_dac_override(void)
{
	file_of_ours(ours, 0);
	return result_of(open(ours, O_WRONLY));
}

/* Inode numbers can be guessed: 2 is the root of most file systems. */
int try_dac_read_search(void)
{
	union {
		struct file_handle handle;
		/* cppcheck-suppress unusedStructMember ; room for it */
		char bytes[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	} buffer = { .handle.handle_bytes = MAX_HANDLE_SZ };
	int fd = file_of_ours(ours, 0600), mount;

	if (name_to_handle_at(fd, "", &buffer.handle, &mount, AT_EMPTY_PATH) <
		0)
		return cannot_tell("no handles on this file system");
	return result_of(open_by_handle_at(fd, &buffer.handle, O_RDONLY));
}

int try_fowner(void)
{
	struct stat status;

	if (stat("/home/guest", &status) < 0 || status.st_uid == geteuid())
		return cannot_tell("no /home/guest of somebody else");
	return result_of(chmod("/home/guest", status.st_mode & 07777));
}

/* Who changes a setuid program makes it harmless: the bit goes. */
int try_fsetid(void)
{
	int fd = file_of_ours(ours, 04755);
	struct stat status;

	if (write(fd, "x", 1) != 1 || fstat(fd, &status) < 0)
		return errno;
	return (status.st_mode & S_ISUID) ? 0 : EPERM;
}

int try_linux_immutable(void)
{
	int fd = file_of_ours(ours, 0600), flags = 0, result;

	if (ioctl(fd, FS_IOC_GETFLAGS, &flags) < 0)
		return cannot_tell("no such flags on this file system");
	flags |= FS_IMMUTABLE_FL;
	result = result_of(ioctl(fd, FS_IOC_SETFLAGS, &flags));
	flags &= ~FS_IMMUTABLE_FL;
	ioctl(fd, FS_IOC_SETFLAGS, &flags);
	return result;
}

int try_mknod(void)
{
	unlink(ours);
	return result_of(mknod(ours, S_IFCHR | 0600, makedev(1, 3)));
}

int try_lease(void)
{
	static const char theirs[] = "/tmp/caps-try-guest";
	int fd;

	if (guest_process(theirs) < 0)
		return cannot_tell("no setuid caps-try-guest in /attacks");
	fd = open(theirs, O_RDONLY | O_CLOEXEC);
	return result_of(fcntl(fd, F_SETLEASE, F_RDLCK));
}

int try_setfcap(void)
{
	int fd = file_of_ours(ours, 0700);
	struct vfs_cap_data data = { .magic_etc = VFS_CAP_REVISION_2 };

	data.data[0].permitted = 1 << CAP_CHOWN;
	return result_of(fsetxattr(
		fd, "security.capability", &data, XATTR_CAPS_SZ_2, 0));
}
