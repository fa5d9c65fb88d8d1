/* fd.c - descriptors: kept for the program that we become, or opened anew. */
/* SPDX-License-Identifier: MIT */
#include "fd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "number.h"

void fd_keep(int fd)
{
	if (fd >= 0 && fcntl(fd, F_SETFD, 0) < 0)
		die("fcntl", "cannot keep a descriptor");
}

void fd_each(void (*each)(int fd, void *argument), void *argument)
{
	DIR *directory = opendir("/proc/self/fd");
	struct dirent *entry;
	unsigned long fd;

	if (!directory)
		die("open", "cannot list our descriptors");
	while ((entry = readdir(directory)))
		if (number_read(entry->d_name, STDERR_FILENO + 1, 1U << 30,
			    &fd) == 0 &&
			(int)fd != dirfd(directory))
			each((int)fd, argument);
	closedir(directory);
}

static void fd_not_kept(int fd, void *argument)
{
	(void)argument;
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
		die("fcntl", "cannot keep a descriptor to ourselves");
}

void fd_keep_none(void)
{
	fd_each(fd_not_kept, NULL);
}

int fd_reopen(int fd, int flags)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, flags | O_NOCTTY | O_CLOEXEC);
}

int fd_reopen_file(int fd)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return -1;
	if (S_ISREG(status.st_mode))
		return fd_reopen(fd, O_RDONLY);
	errno = EINVAL;
	return -1;
}
