/* logs.h - a container's log, shown. */
/* SPDX-License-Identifier: MIT */
#ifndef LOGS_H
#define LOGS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "container.h"
#include "logbook.h"

/* Everything here is host side. */

struct logs {
	bool follows, times;
	unsigned long tail;        /* lines; ULONG_MAX: all */
	int64_t since, until;      /* nanoseconds since 1970; 0: any time */
	unsigned long count, skip; /* lines that there are, and not to show */
	FILE *last;                /* the last that was written to */
	struct line {
		bool open;  /* its end has not come yet */
		bool shown; /* it is not one of those to skip */
	} lines[2];         /* of stdout, and of stderr */
};

/* What is done with a line, or a part of one, of `length` bytes. */
typedef void logs_do(struct logs *logs, const struct entry *entry,
	const char *line, size_t length);

/* Do it for all there is, so far. False: what comes next is not wanted. */
bool logs_pass(struct logs *logs, struct logbook *book, logs_do *each);

/* The same, and go on until the container has ended. */
void logs_follow(struct logs *logs, struct logbook *book,
	const struct container *container, logs_do *each);

/* Nobody takes what we write. */
_Noreturn void logs_broken(void);

#endif
