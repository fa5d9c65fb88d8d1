/* layout_file.c - files in what somebody else has filled. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fd.h"
#include "file.h"

#include "layout.h"

/* It is looked at first: to open a device is to use it. */
int layout_file(int layout, const char *path)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
	int fd = (int)syscall(SYS_openat2, layout, path, &how, sizeof(how));
	int file = fd < 0 ? -1 : fd_reopen_file(fd), error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
	return file;
}

char *layout_small(int layout, const char *path)
{
	int fd = layout_file(layout, path);
	char *text = fd < 0 ? NULL : malloc(MOST_MANIFEST + 1), self[32];

	snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	if (text && read_at(AT_FDCWD, self, text, MOST_MANIFEST + 1) < 0) {
		free(text);
		text = NULL;
	}
	if (fd >= 0)
		close(fd);
	return text;
}
