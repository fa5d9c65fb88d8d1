/* program.h - programs for the kernel, as it reads them. */
/* SPDX-License-Identifier: MIT */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <linux/filter.h>
#include <stddef.h>

/* Jumps are forward, and counted from where they stand. bpf(4) of BSD */
struct program {
	struct sock_filter *code;
	size_t count;
};

/* Either side; all of them. Dies when there is no memory. */

/* Either side. Behind what `program` has, `count` instructions more. */
void program_add(
	struct program *program, const struct sock_filter *code, size_t count);

/* Either side. The same, with what libseccomp makes of the rules `filter`. */
void program_add_rules(struct program *program, void *filter);

/*
 * Guest side. From here on the kernel asks it at each system call, and each
 * program that was loaded before. `flags` are SECCOMP_FILTER_FLAG_*. Takes
 * CAP_SYS_ADMIN, or no_new_privs: a setuid program that cannot call setuid(2)
 * might believe that it did. seccomp(2)
 */
void program_load(const struct program *program, unsigned int flags);

#endif
