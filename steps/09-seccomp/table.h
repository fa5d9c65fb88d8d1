/* table.h - all system calls in groups: what for, or why not. */
/* SPDX-License-Identifier: MIT */
#ifndef TABLE_H
#define TABLE_H

#include <stdint.h>

enum door { CLOSED, OPEN };

/* Among capabilities, and none: the guest launches others in it. */
#define LAUNCHES (UINT64_C(1) << 63)

/* Calls that have one reason. Tables end with an empty row. */
struct group {
	const char *about; /* what it is for; of a closed one, why it is */
	enum door door;
	uint64_t openers;  /* capabilities: any of them opens what is closed */
	int error;         /* what is said to who calls it; 0: EPERM */
	const char *calls; /* names, with blanks between them */
};

/*
 * An argument that decides: `value` is what is left of it below `mask`. The
 * kernel takes 32 bits of most, and so do we: it does not look at the others.
 */
struct argument {
	const char *call;
	unsigned int index; /* from 0 */
	uint64_t mask, value;
	uint64_t openers; /* capabilities with which nobody looks at it */
};

/* Calls that libseccomp may be too old for. */
struct number {
	const char *call;
	int number;
};

extern const struct group call_groups[];
extern const struct argument calls_only_with[];  /* open with that alone */
extern const struct argument calls_never_with[]; /* closed with that */
extern const struct number call_numbers[];

#endif
