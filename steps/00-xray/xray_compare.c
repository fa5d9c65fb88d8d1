/* xray_compare.c - two processes side by side, the differences marked. */
/* SPDX-License-Identifier: MIT */
#include "xray.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"

enum { MARK = 2, KEY = 16, GAP = 2 };

static const struct row *row_find(
	const struct xray *xray, const struct row *like)
{
	for (size_t i = 0; i < xray->count; i++)
		if (!strcmp(xray->rows[i].section, like->section) &&
			!strcmp(xray->rows[i].key, like->key))
			return &xray->rows[i];
	return NULL;
}

/* Texts are shortened, values are not; and both are null if unseen. */
static bool rows_differ(const struct row *left, const struct row *right)
{
	if (!left || !right)
		return true;
	if (left->moving)
		return false;
	return strcmp(left->text, right->text) ||
	       strcmp(json_object_to_json_string(left->value),
		       json_object_to_json_string(right->value));
}

struct pair *pairs_collect(
	const struct xray *left, const struct xray *right, size_t *count)
{
	size_t sum = left->count + right->count, n = 0;
	struct pair *pairs = calloc(sum, sizeof(*pairs));

	if (!pairs)
		die("malloc", "cannot keep the report in memory");
	for (const struct section *s = sections; s->name; s++) {
		for (const struct row *row = left->rows;
			row < left->rows + left->count; row++)
			if (!strcmp(row->section, s->name))
				pairs[n++] = (struct pair){ s, row,
					row_find(right, row), false };
		for (const struct row *row = right->rows;
			row < right->rows + right->count; row++)
			if (!strcmp(row->section, s->name) &&
				!row_find(left, row))
				pairs[n++] =
					(struct pair){ s, NULL, row, false };
	}
	for (size_t i = 0; i < n; i++)
		pairs[i].differs = rows_differ(pairs[i].left, pairs[i].right);
	*count = n;
	return pairs;
}

static void pair_print(const struct pair *pair)
{
	const char *style = pair->differs ? "33" : NULL;
	const char *key = (pair->left ? pair->left : pair->right)->key;
	bool overlong = strlen(key) > KEY - 1;
	int half = (page_width() - MARK - KEY) / 2;
	struct cell cells[] = {
		{ pair->differs ? "*" : "", MARK, "1;33" },
		{ key, KEY, "2" },
		{ pair->left ? pair->left->text : "-", half - GAP, style },
		{ "", GAP, NULL },
		{ pair->right ? pair->right->text : "-", half, style },
	};

	if (!overlong) {
		cells_print(cells, 5);
		return;
	}
	/* A key that does not fit has the line for itself. */
	cells[1].width = page_width() - MARK;
	cells_print(cells, 2);
	cells[0] = (struct cell){ "", MARK, NULL };
	cells[1] = (struct cell){ "", KEY, NULL };
	cells_print(cells, 5);
}

void xray_compare(const struct xray *left, const struct xray *right)
{
	const struct section *section = NULL;
	size_t count, differing = 0;
	struct pair *pairs = pairs_collect(left, right, &count);

	for (size_t i = 0; i < count; i++) {
		if (pairs[i].section != section)
			heading_print(pairs[i].section);
		section = pairs[i].section;
		pair_print(&pairs[i]);
		differing += pairs[i].differs;
	}
	printf("\n* %zu of %zu rows differ\n", differing, count);
	free(pairs);
}
