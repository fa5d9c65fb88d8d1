/* print.h - the three forms in which the doctor speaks. */
/* SPDX-License-Identifier: MIT */
#ifndef PRINT_H
#define PRINT_H

#include <stdbool.h>
#include <stddef.h>

struct verdict;

/* A verdict, and under which name its step is in steps/, if it is. */
struct line {
	const struct verdict *verdict;
	char name[32];
	bool exists;
};

/* For people, on a wall: the steps, then this machine. */
void print_table(const struct line *lines, size_t count);
void print_machine(void);

/* For a bug report: it names no host and no user, and no path of theirs. */
void print_report(const struct line *lines, size_t count, const char *about);

/* For programs. */
void print_json(const struct line *lines, size_t count);

/* The word for a verdict: ok, with, sudo, no. */
const char *print_mark(const struct verdict *verdict);

#endif
