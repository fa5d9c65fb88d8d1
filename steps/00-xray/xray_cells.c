/* xray_cells.c - the lines of a table: cells beside each other, wrapped. */
/* SPDX-License-Identifier: MIT */
#include "xray.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "terminal.h"

enum { NARROW = 60, WIDE = 120 };

int page_width(void)
{
	int columns = terminal_columns(STDOUT_FILENO);

	return columns < NARROW ? NARROW : columns > WIDE ? WIDE : columns;
}

/* Print what fits of a cell and take it off; returns the columns unused. */
static int cell_print(struct cell *cell, bool colours)
{
	size_t length = text_fit(cell->text, cell->width);
	bool styled = colours && cell->style && length;
	int width;

	if (styled)
		printf("\033[%sm", cell->style);
	width = text_print(cell->text, length);
	if (styled)
		fputs("\033[m", stdout);
	cell->text += length;
	cell->text += strspn(cell->text, " ");
	return cell->width - width;
}

void cells_print(struct cell *cells, size_t count)
{
	bool colours = terminal_colours(STDOUT_FILENO), more = true;

	while (more) {
		int blanks = 0; /* printed before a text: none end a line */

		more = false;
		for (struct cell *cell = cells; cell < cells + count; cell++) {
			if (*cell->text) {
				printf("%*s", blanks, "");
				blanks = cell_print(cell, colours);
			} else {
				blanks += cell->width;
			}
			more |= *cell->text;
		}
		putchar('\n');
	}
}

void heading_print(const struct section *section)
{
	int page = (int)strlen(section->page);
	struct cell cells[] = {
		{ section->title, page_width() - page, "1" },
		{ section->page, page, "2" },
	};

	if (section != sections)
		putchar('\n');
	cells_print(cells, 2);
}
