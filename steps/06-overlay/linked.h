/* linked.h - files of a copy that have more than one name. */
/* SPDX-License-Identifier: MIT */
#ifndef LINKED_H
#define LINKED_H

#include <sys/stat.h>

/*
 * Host side. If the file with this `status` is in the copy already, give it one
 * more name, `name` in the directory `to`: 1. If not, it will be known by the
 * `path` below the copy's `root` from now on: 0. -1 and errno: neither is done.
 * `*known` is NULL at first.
 */
int linked_again(void **known, const struct stat *status, int root,
	const char *path, int to, const char *name);
void linked_forget(void *known);

#endif
