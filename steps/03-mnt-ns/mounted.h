/* mounted.h - what is mounted in the new root, by descriptor. */
/* SPDX-License-Identifier: MIT */
#ifndef MOUNTED_H
#define MOUNTED_H

/*
 * Guest side, before the pivot; all of them. Whoever shares the image can
 * rename /proc while we furnish it, and what is mounted there goes with it. So
 * what belongs below a mount of ours is looked up from its descriptor.
 */

/* Guest side. Keep `fd`, the root of what was just mounted on `target`. */
void mounted_keep(const char *target, int fd);

/*
 * Guest side. The descriptor of what was mounted last on `*path` or above it,
 * and `*path` from there on; `root` if nothing was.
 */
int mounted_above(int root, const char **path);

/* Guest side. Close them all: the guest has the names. */
void mounted_close(void);

#endif
