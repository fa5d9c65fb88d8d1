/* rights.h - our capabilities, kept while we are another user. */
/* SPDX-License-Identifier: MIT */
#ifndef RIGHTS_H
#define RIGHTS_H

#include <linux/capability.h>

struct rights {
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
};

/*
 * Either side. Who ceases to be root as the effective user loses what is in
 * effect, and has it permitted still if root is the real user: so read it
 * before, and write it after that. No securebits are wanted, which may be
 * locked. 0, or -1 and errno. capset(2), capabilities(7)
 */
int rights_read(struct rights *rights);
int rights_write(const struct rights *rights);

#endif
