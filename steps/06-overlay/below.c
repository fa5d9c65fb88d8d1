/* below.c - a directory in a directory, and not what is mounted on it. */
/* SPDX-License-Identifier: MIT */
#include "below.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

static int below_open_for(int directory, const char *name, __u64 flags)
{
	struct open_how how = { .flags = flags | O_DIRECTORY | O_NOFOLLOW |
					 O_CLOEXEC,
		.resolve = RESOLVE_NO_XDEV };

	return (int)syscall(SYS_openat2, directory, name, &how, sizeof(how));
}

int below_open(int directory, const char *name)
{
	return below_open_for(directory, name, O_RDONLY | O_NONBLOCK);
}

int below_find(int directory, const char *name)
{
	return below_open_for(directory, name, O_PATH);
}
