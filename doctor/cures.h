/* cures.h - the table of failures that have a cause of their own. */
/* SPDX-License-Identifier: MIT */
#ifndef CURES_H
#define CURES_H

struct cure {
	const char *fact;
	int error; /* 0: any */
	const char *cause, *text;
};

/* The row for a failure, or NULL. */
const struct cure *cure_of(const char *fact, int error);

#endif
