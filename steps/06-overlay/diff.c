/* diff.c - what is in one tree and not, or not so, in another. */
/* SPDX-License-Identifier: MIT */
#include "diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "letter.h"
#include "undo.h"

#include "compare.h"
#include "path.h"

struct diff {
	struct path path; /* where we are */
	const struct timespec *since;
	void (*tell)(char kind, const char *path);
};

/*
 * Names are a guest's, and this is read by people and by programs: what would
 * break a line or paint a terminal is written as in /proc/mounts. proc(5)
 */
static void line_print(char kind, const char *path)
{
	size_t length;

	printf("%c ", kind);
	while (*path) {
		length = *path == '\\' ? 0 : letter_fits(path);
		if (length)
			fwrite(path, 1, length, stdout);
		else
			printf("\\%03o", (unsigned char)*path);
		path += length ? length : 1;
	}
	if (putchar('\n') == EOF)
		die("write", "cannot print the list of changes");
}

/* A list that ends half-way ends with a whole line. */
static void lines_flush(void *argument)
{
	(void)argument;
	fflush(stdout);
}

static void names_free(char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

static void directory_compare(
	struct diff *diff, const struct view *before, const struct view *after);

/* What is below a name, in one view, in both, or in none of them. */
static void below_compare(struct diff *diff, const struct view *before,
	const struct view *after, const char *name)
{
	struct view inner_before, inner_after;

	view_enter(before, name, &inner_before);
	view_enter(after, name, &inner_after);
	if (!view_same(&inner_before, &inner_after))
		directory_compare(diff, &inner_before, &inner_after);
	view_close(&inner_before);
	view_close(&inner_after);
}

static void name_compare(struct diff *diff, const struct view *before,
	const struct view *after, const char *name)
{
	struct sight old, new;
	bool was = view_find(before, name, &old);
	struct view nothing = { 0 };

	/* (It is there: its name was read from this view.) */
	if (!view_find(after, name, &new) || (was && entry_is_place(&new)))
		return;
	if (!was)
		diff->tell('A', diff->path.text);
	else if (entry_differs(&old, &new, name, diff->since))
		diff->tell('C', diff->path.text);
	if (S_ISDIR(new.status.st_mode))
		below_compare(diff,
			was && S_ISDIR(old.status.st_mode) ? before : &nothing,
			after, name);
}

/* Two lists that are sorted, side by side. */
static void directory_compare(
	struct diff *diff, const struct view *before, const struct view *after)
{
	char **old, **new;
	size_t above, olds = view_names(before, &old),
		      news = view_names(after, &new);

	for (size_t i = 0, j = 0; i < olds || j < news;) {
		int order = i == olds   ? 1
			    : j == news ? -1
					: strcmp(old[i], new[j]);

		above = path_enter(&diff->path, order < 0 ? old[i] : new[j]);
		if (order < 0)
			diff->tell('D', diff->path.text);
		else
			name_compare(diff, before, after, new[j]);
		path_leave(&diff->path, above);
		i += order <= 0;
		j += order >= 0;
	}
	names_free(old, olds);
	names_free(new, news);
}

void diff_print(const struct view *before, const struct view *after,
	const struct timespec *since, void (*tell)(char kind, const char *path))
{
	struct diff diff = { .since = since, .tell = tell ? tell : line_print };

	undo_later(lines_flush, NULL);
	if (root_differs(before, after))
		diff.tell('C', "/");
	directory_compare(&diff, before, after);
	if (fflush(stdout) || ferror(stdout))
		die("write", "cannot print the list of changes");
	free(diff.path.text);
}
