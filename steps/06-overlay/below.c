/* below.c - a directory in a directory, and not what is mounted on it. */
/* SPDX-License-Identifier: MIT */
#include "below.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

int below_open(int directory, const char *name)
{
	struct open_how how = { .flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
					 O_NONBLOCK | O_CLOEXEC,
		.resolve = RESOLVE_NO_XDEV };

	return (int)syscall(SYS_openat2, directory, name, &how, sizeof(how));
}
