/* verdicts.h - does a step work here, with what, or why not? */
/* SPDX-License-Identifier: MIT */
#ifndef VERDICTS_H
#define VERDICTS_H

#include <stddef.h>

/* WORKS_SUDO: for who asks, who is not root. UNTRIED: only root can try. */
enum mark { WORKS, WORKS_WITH, WORKS_SUDO, UNTRIED, WORKS_NOT };

struct verdict {
	const char *step;
	enum mark mark;
	int untried;     /* needs that only root can try */
	char text[640];  /* with what, or why not */
	char cure[1280]; /* what to type, a line each */
};

/* The verdict on the step `step`, such as "06-overlay". */
struct verdict verdict_of(const char *step);

/* Every step that exists or is planned, in order; ended by NULL. */
extern const char *const steps[];

/* Is the fact nice to have, but part of no verdict? */
int is_optional(const char *fact);

#endif
