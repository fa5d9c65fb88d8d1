/* limit.h - what a guest may use at most, and the files that say so. */
/* SPDX-License-Identifier: MIT */
#ifndef LIMIT_H
#define LIMIT_H

#include "cgroup.h"

/*
 * Either side. "64m", "64mb", "1GiB", "512k", "100b", "4096": bytes, as docker
 * reads them. Returns 0, or -1 if `text` is anything else, or nothing at all.
 */
int size_read(const char *text, uint64_t *bytes);

/* Either side. The other way round, in `text`: "64M", "1.5G". Returns it. */
enum { SIZE_TEXT = 16 };
char *size_print(char text[SIZE_TEXT], uint64_t bytes);

/* Host side. The controllers that were asked for: a set of 1U << controller. */
unsigned int limits_wanted(const struct limits *limits);

/* Host side. Refuse what makes no sense together. */
void limits_check(const struct limits *limits);

/* Host side. Write them to the files of the guest's groups. */
void limits_apply(struct cgroup *cgroup);

/* Host side. The same for processors and memory nodes. */
void cpuset_apply(struct cgroup *cgroup);

/* Host side. The same for block devices, one line each. */
void throttles_apply(struct cgroup *cgroup);

/*
 * Host side. Write one line to a file of the guest's group, which each version
 * calls by another name. Dies if it cannot, for the sake of `option`.
 */
void limit_set(struct cgroup *cgroup, enum controller controller,
	const char *option, const char *v1, const char *v2, const char *format,
	...) __attribute__((format(printf, 6, 7)));

#endif
