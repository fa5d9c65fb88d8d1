/* columns.c - tables on stdout, as all lists of vessel are. */
/* SPDX-License-Identifier: MIT */
#include "columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "letter.h"
#include "terminal.h"

enum { GAP = 3 };

static size_t head_count(const struct columns *columns)
{
	size_t count = 0;

	while (columns->heads[count].head)
		count++;
	return count;
}

/* How many letters are there? */
static size_t cell_length(const char *text)
{
	size_t letters = 0, length;

	for (; *text; text += length ? length : 1, letters++)
		length = letter_fits(text);
	return letters;
}

/* A copy with `most` letters, the last of which says that there were more. */
char *columns_cut(const char *text, size_t most)
{
	size_t letters = cell_length(text), length;
	bool cut = most && letters > most;
	char *copy = malloc(strlen(text) + sizeof("…")), *to = copy;

	if (!copy)
		die("malloc", "cannot keep a table in memory");
	for (size_t i = 0; i < (cut ? most - 1 : letters); i++) {
		length = letter_fits(text);
		memcpy(to, length ? text : "?", length ? length : 1);
		to += length ? length : 1;
		text += length ? length : 1;
	}
	memcpy(to, cut ? "…" : "", cut ? sizeof("…") : 1);
	return copy;
}

void columns_add(struct columns *columns, const char *const cells[])
{
	size_t width = head_count(columns);
	char **room = columns->cells;

	if (columns->count + width > columns->room) {
		columns->room = 2 * columns->room + 16 * width;
		room = reallocarray(room, columns->room, sizeof(*room));
		if (!room)
			die("malloc", "cannot keep a table in memory");
		columns->cells = room;
	}
	for (size_t i = 0; i < width; i++)
		room[columns->count++] = columns_cut(cells[i],
			columns->whole ? 0 : columns->heads[i].widest);
}

static size_t column_width(const struct columns *columns, size_t column)
{
	size_t step = head_count(columns), width = 0, length;

	if (!columns->no_head)
		width = strlen(columns->heads[column].head);
	for (size_t i = column; i < columns->count; i += step) {
		length = cell_length(columns->cells[i]);
		width = length > width ? length : width;
	}
	return width;
}

/* The last one needs no room behind it. */
static void cell_print(const char *text, size_t width, bool is_last)
{
	fputs(text, stdout);
	if (is_last)
		putchar('\n');
	else
		printf("%*s", (int)(width - cell_length(text)) + GAP, "");
}

static void heads_print(const struct columns *columns, const size_t *widths)
{
	bool colours = terminal_colours(STDOUT_FILENO);
	size_t count = head_count(columns);

	fputs(colours ? "\033[1m" : "", stdout);
	for (size_t i = 0; i < count; i++)
		cell_print(columns->heads[i].head, widths[i], i == count - 1);
	fputs(colours ? "\033[m" : "", stdout);
}

void columns_print(struct columns *columns)
{
	size_t count = head_count(columns);
	size_t *widths = calloc(count + 1, sizeof(*widths));

	if (!widths)
		die("malloc", "cannot print a table");
	for (size_t i = 0; i < count; i++)
		widths[i] = column_width(columns, i);
	if (!columns->no_head)
		heads_print(columns, widths);
	for (size_t i = 0, column = 0; i < columns->count; i++) {
		bool is_last = column == count - 1;

		cell_print(columns->cells[i], widths[column], is_last);
		free(columns->cells[i]);
		column = is_last ? 0 : column + 1;
	}
	free(columns->cells);
	free(widths);
	columns->cells = NULL;
	columns->count = columns->room = 0;
	stdout_end();
}

void stdout_end(void)
{
	if (fflush(stdout) || ferror(stdout))
		die("write", "cannot write to stdout");
}
