/* limits.h - what a guest may use at most, and the files that say so. */
/* SPDX-License-Identifier: MIT */
#ifndef LIMITS_H
#define LIMITS_H

#include "cgroup.h"

/*
 * Host side. "64m", "1g", "512k", "100b", "4096": bytes, as docker reads them.
 * Returns 0, or -1 if `text` is anything else, or 0.
 */
int size_read(const char *text, uint64_t *bytes);

/* Host side. A set of 1U << controller: those that were asked for. */
unsigned int limits_wanted(const struct limits *limits);

/* Host side. Write them to the files of the guest's groups. */
void limits_apply(const struct cgroup *cgroup);

#endif
