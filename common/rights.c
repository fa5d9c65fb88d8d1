/* rights.c - our capabilities, kept while we are another user. */
/* SPDX-License-Identifier: MIT */
#include "rights.h"

#include <sys/syscall.h>
#include <unistd.h>

int rights_read(struct rights *rights)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};

	return (int)syscall(SYS_capget, &header, rights->sets);
}

int rights_write(const struct rights *rights)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};

	return (int)syscall(SYS_capset, &header, rights->sets);
}
