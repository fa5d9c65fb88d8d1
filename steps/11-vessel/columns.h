/* columns.h - tables on stdout, as all lists of vessel are. */
/* SPDX-License-Identifier: MIT */
#ifndef COLUMNS_H
#define COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

/* A column; cells of more than `widest` letters are cut. 0: none is. */
struct column {
	const char *head;
	size_t widest;
};

/*
 * Everything here is host side. Letters that a terminal could obey are shown as
 * '?', so the cells may come from anybody. Heads end with an empty row.
 */
struct columns {
	const struct column *heads;
	bool whole;   /* cut nothing: --no-trunc */
	bool no_head; /* the table begins with its first row */

	char **cells; /* below: our own */
	size_t count, room;
};

/* A row more, its cells copied; as many of them as there are heads. */
void columns_add(struct columns *columns, const char *const cells[]);

/* Print all of it, with the heads in bold on a terminal, and forget it. */
void columns_print(struct columns *columns);

/* A copy of `most` letters at most, to be freed; 0: of all. */
char *columns_cut(const char *text, size_t most);

/* The end of what was printed to stdout: dies if it could not be written. */
void stdout_end(void);

#endif
