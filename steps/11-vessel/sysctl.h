/* sysctl.h - settings of the kernel that a guest has for itself. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSCTL_H
#define SYSCTL_H

#include <stdbool.h>
#include <stddef.h>

#include "options.h"

enum { MOST_SYSCTLS = 64 };

struct sysctls {
	struct sysctl {
		const char *name; /* as it was typed */
		char *path;       /* below /proc/sys */
		const char *value;
	} of[MOST_SYSCTLS];
	size_t count;
};

/* Host side. --sysctl NAME=VALUE, of a name that belongs to a namespace. */
option_take sysctl_take;

/* Host side. Refuse those of the network, which is not the guest's own. */
void sysctls_check(const struct sysctls *sysctls, bool own_network);

/*
 * Guest side, before its root stands: nobody can have put a mount in the way.
 * proc_sys(5), fsopen(2)
 */
void sysctls_write(const struct sysctls *sysctls);

#endif
