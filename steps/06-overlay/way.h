/* way.h - the way to a directory, on which nobody else can change a name. */
/* SPDX-License-Identifier: MIT */
#ifndef WAY_H
#define WAY_H

#include <limits.h>
#include <stddef.h>

struct way {
	char text[PATH_MAX]; /* as far as we came, without links */
	size_t made;         /* length of the first path we made; 0: none */
	const char *fault;   /* what is wrong with that directory, or NULL */

	int at, links; /* where we are, how many links there were */
	char names[2 * PATH_MAX], *next;
};

/*
 * Host side. Open the directory `path`, and make what is missing of it. Whoever
 * owns a directory above it, or may write to one, could put another one in its
 * place: the way ends there, unless it is root or we. Returns a descriptor, or
 * -1 and errno: EPERM and way->fault, others could. path_resolution(7)
 */
int way_open(struct way *way, const char *path);

#endif
