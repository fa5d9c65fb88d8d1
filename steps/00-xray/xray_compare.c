/* xray_compare.c - two processes side by side, the differences marked. */
/* SPDX-License-Identifier: MIT */
#include "xray.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"

enum { MARK = 2, SHORTEST_KEY = 16, LONGEST_KEY = 28, GAP = 2 };

static const struct row *row_find(
	const struct xray *xray, const struct row *like)
{
	for (size_t i = 0; i < xray->count; i++)
		if (!strcmp(xray->rows[i].section, like->section) &&
			!strcmp(xray->rows[i].key, like->key))
			return &xray->rows[i];
	return NULL;
}

/* What we may not see of either may be the same, or not. */
static bool rows_hidden(const struct row *left, const struct row *right)
{
	return (left && left->hidden) || (right && right->hidden);
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
				pairs[n++] = (struct pair){ .section = s,
					.left = row,
					.right = row_find(right, row) };
		for (const struct row *row = right->rows;
			row < right->rows + right->count; row++)
			if (!strcmp(row->section, s->name) &&
				!row_find(left, row))
				pairs[n++] = (struct pair){ .section = s,
					.right = row };
	}
	for (size_t i = 0; i < n; i++) {
		pairs[i].hidden = rows_hidden(pairs[i].left, pairs[i].right);
		pairs[i].differs = !pairs[i].hidden &&
				   rows_differ(pairs[i].left, pairs[i].right);
	}
	*count = n;
	return pairs;
}

static const char *pair_key(const struct pair *pair)
{
	return (pair->left ? pair->left : pair->right)->key;
}

/* The keys of a section are as wide as the widest that leaves room enough. */
static int key_width(const struct pair *pair, const struct pair *end)
{
	const struct section *section = pair->section;
	int width = SHORTEST_KEY, length;

	for (; pair < end && pair->section == section; pair++) {
		length = (int)strlen(pair_key(pair)) + 1;
		if (length > width && length <= LONGEST_KEY)
			width = length;
	}
	return width;
}

static void pair_print(const struct pair *pair, int width)
{
	const char *style = pair->hidden ? "2" : pair->differs ? "33" : NULL;
	const char *mark = pair->hidden ? "?" : pair->differs ? "*" : "";
	const char *key = pair_key(pair);
	bool overlong = (int)strlen(key) > width - 1;
	int half = (page_width() - MARK - width) / 2;
	struct cell cells[] = {
		{ mark, MARK, pair->hidden ? "2" : "1;33" },
		{ key, width, "2" },
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
	cells[1] = (struct cell){ "", width, NULL };
	cells_print(cells, 5);
}

void xray_compare(const struct xray *left, const struct xray *right)
{
	const struct section *section = NULL;
	size_t count, differing = 0, hidden = 0;
	struct pair *pairs = pairs_collect(left, right, &count);
	int width = SHORTEST_KEY;

	for (size_t i = 0; i < count; i++) {
		if (pairs[i].section != section) {
			heading_print(pairs[i].section);
			width = key_width(&pairs[i], pairs + count);
		}
		section = pairs[i].section;
		pair_print(&pairs[i], width);
		differing += pairs[i].differs;
		hidden += pairs[i].hidden;
	}
	printf("\n* %zu of %zu rows differ\n", differing, count);
	if (hidden)
		printf("? %zu could not be compared%s\n", hidden,
			geteuid() ? ": that needs root, sudo" : "");
	free(pairs);
}
