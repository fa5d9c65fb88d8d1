/* hide.h - what a guest must not see of /proc and /sys, or not write. */
/* SPDX-License-Identifier: MIT */
#ifndef HIDE_H
#define HIDE_H

/*
 * Guest side, before the pivot. Cover each of `paths` below `root` with
 * nothing: a directory with an empty one, a file with /dev/null. Paths end
 * with NULL; those that this kernel does not have are passed over.
 */
void paths_mask(int root, const char *const paths[]);

/* Guest side, before the pivot. Keep each of `paths` from being written. */
void paths_protect(int root, const char *const paths[]);

#endif
