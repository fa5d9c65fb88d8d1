/* nearest.c - the word that somebody probably meant. */
/* SPDX-License-Identifier: MIT */
#include "nearest.h"

#include <string.h>

enum { LONGEST = 63 };

static size_t least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Letters to add, drop or change to get from `a` to `b` (Levenshtein). */
static size_t distance(const char *a, const char *b)
{
	size_t row[LONGEST + 1], length = strlen(b);

	if (strlen(a) > LONGEST || length > LONGEST)
		return LONGEST;
	for (size_t j = 0; j <= length; j++)
		row[j] = j;
	for (size_t i = 1; i <= strlen(a); i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= length; j++) {
			size_t above = row[j], change = a[i - 1] != b[j - 1];

			row[j] = least(
				above + 1, row[j - 1] + 1, diagonal + change);
			diagonal = above;
		}
	}
	return row[length];
}

const char *nearest(const char *word, const char *const words[], size_t count)
{
	size_t best = 1 + strlen(word) / 3, found;
	const char *nearest = NULL;

	for (size_t i = 0; i < count; i++) {
		found = distance(word, words[i]);
		if (found <= best) {
			best = found ? found - 1 : 0;
			nearest = words[i];
		}
	}
	return nearest;
}
