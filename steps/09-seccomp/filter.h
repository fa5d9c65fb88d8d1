/* filter.h - fewer system calls, fewer files, no keys; and a label. */
/* SPDX-License-Identifier: MIT */
#ifndef FILTER_H
#define FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "options.h"

enum { MOST_BENEATH = 64 };

/* What Landlock leaves of the file systems. */
struct beneath {
	const char *path; /* of the guest; with all below it */
	bool writable;
};

struct filter {
	bool off;             /* no filter at all */
	bool launches;        /* the guest makes others: our list lets it */
	const char *file;     /* a profile as docker's; NULL: our list */
	void *profile;        /* what is in it */
	bool late;            /* load it when there are no rights any more */
	const char *apparmor; /* a profile of AppArmor's; NULL: as it comes */
	const char *label;    /* of SELinux: user:role:type:level; the same */
	struct beneath beneath[MOST_BENEATH]; /* none: all, as ever */
	size_t beneath_count;
};

/* The rows of an options table that fill `filter`, as docker names them. */
/* clang-format off */
#define FILTER_OPTIONS(filter) \
	{ "security-opt", 0, "seccomp=FILE", \
		"a profile in docker's form,\nor 'unconfined': all calls", \
		filter_take_seccomp, filter }, \
	{ "security-opt", 0, "apparmor=PROFILE", \
		"a profile that AppArmor has loaded", \
		filter_take_apparmor, filter }, \
	{ "security-opt", 0, "label=LABEL", \
		"a whole label of SELinux, or 'disable'", \
		filter_take_label, filter }, \
	{ "security-opt", 0, "landlock-ro=PATH", \
		"only PATH, and what is below it: to read", \
		filter_take_landlock_ro, filter }, \
	{ "security-opt", 0, "landlock-rw=PATH", \
		"the same, also to write", \
		filter_take_landlock_rw, filter }, \
	{ "seccomp-list", 0, NULL, "tell which calls are open, and why not", \
		filter_take_list, filter }
/* clang-format on */

option_take filter_take_seccomp, filter_take_apparmor, filter_take_label;
option_take filter_take_landlock_ro, filter_take_landlock_rw, filter_take_list;

/*
 * Host side. Read the profile, and refuse what this kernel does not have. If
 * `no_new_privs` will be set, the filter can be loaded without rights, which is
 * later: it then need not allow the calls that give them up.
 */
void filter_prepare(struct filter *filter, bool no_new_privs);

/*
 * Guest side, in its own root, with CAP_SYS_ADMIN. Leave the caller's keys,
 * take the label at the next execve(2), close all files but those named, and
 * load the filter unless that has time. The command will never have more than
 * `capabilities`. seccomp(2), landlock(7), keyrings(7)
 */
void filter_enter(const struct filter *filter, uint64_t capabilities);

/* Guest side, when the rights are gone. Load it now if it was not before. */
void filter_close(const struct filter *filter);

#endif
