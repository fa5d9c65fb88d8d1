/* xray_show.c - the table of one process. */
/* SPDX-License-Identifier: MIT */
#include "xray.h"

#include <stdio.h>
#include <string.h>

enum { MARGIN = 2, KEY = 17 };

/* The columns of one section: its keys are all as wide as the widest. */
struct layout {
	int key, half; /* half: of a line that has two rows; 0: it has one */
};

static struct layout layout_of(const struct section *section,
	const struct row *row, const struct row *end)
{
	struct layout layout = { .key = section->dense ? 0 : KEY };

	for (; row < end; row++)
		if ((int)strlen(row->key) + 2 > layout.key)
			layout.key = (int)strlen(row->key) + 2;
	if (section->dense && layout.key < page_width() / 3)
		layout.half = (page_width() - MARGIN) / 2;
	return layout;
}

/* Is half a line enough for this row? */
static bool row_fits(const struct row *row, const struct layout *layout)
{
	int width = layout->half - layout->key - 1;

	return width > 0 && !row->text[text_fit(row->text, width)];
}

/* One row, or two beside each other. */
static void row_print(
	const struct row *row, const struct layout *layout, bool pair)
{
	int width = pair ? layout->half : page_width() - MARGIN;
	struct cell cells[1 + 2 * 2] = { { "", MARGIN, NULL } };

	for (int i = 0; i < (pair ? 2 : 1); i++) {
		cells[1 + 2 * i] =
			(struct cell){ row[i].key, layout->key, "2" };
		/* The colour says nothing that the words do not. */
		cells[2 + 2 * i] = (struct cell){ row[i].text,
			width - layout->key, row[i].own ? "33" : NULL };
	}
	cells_print(cells, pair ? 5 : 3);
}

void xray_show(const struct xray *xray)
{
	const struct row *row = xray->rows, *end = row + xray->count, *stop;
	struct layout layout;
	bool pair;

	for (const struct section *s = sections; s->name; s++) {
		for (stop = row; stop < end && !strcmp(stop->section, s->name);)
			stop++;
		if (row == stop)
			continue;
		heading_print(s);
		layout = layout_of(s, row, stop);
		for (; row < stop; row += 1 + pair) {
			pair = row + 1 < stop && row_fits(row, &layout) &&
			       row_fits(row + 1, &layout);
			row_print(row, &layout, pair);
		}
	}
}
