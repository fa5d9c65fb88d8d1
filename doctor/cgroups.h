/* cgroups.h - where each controller sits on this machine. */
/* SPDX-License-Identifier: MIT */
#ifndef CGROUPS_H
#define CGROUPS_H

#include <stddef.h>

struct place {
	int version;     /* 1 or 2; 0: the controller is nowhere */
	char mount[256]; /* its mount point */
	char group[512]; /* the directory of our own group there, below it */
};

/* "v1", "v2", "hybrid" or "none". cgroups(7) */
const char *cgroups_layout(void);

/* Where `controller` is; "" for where version 2 is, whatever it controls. */
struct place cgroups_place(const char *controller);

/* May we make groups there? 0, or -1 with errno. */
int cgroups_writable(const struct place *place);

/*
 * Would a group of ours have `controller`? In version 2 the one above has to
 * hand it on, and a group with processes hands none on, but for the root. 0, or
 * -1 with EBUSY.
 */
int cgroups_handed(const struct place *place, const char *controller);

#endif
