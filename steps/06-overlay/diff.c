/* diff.c - what is in one tree and not, or not so, in another. */
/* SPDX-License-Identifier: MIT */
#include "diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"

#include "compare.h"

/* The lines that were found, and where we are. */
struct diff {
	char **lines;
	size_t count;
	const struct timespec *since;
};

/*
 * Names are a guest's, and this is read by people and by programs: what would
 * break a line or paint a terminal is written as in /proc/mounts. proc(5)
 */
static char *line_of(char kind, const char *path)
{
	char *line = malloc(4 * strlen(path) + 3), *end = line;

	if (!line)
		die("malloc", "cannot keep the list of changes");
	end += sprintf(end, "%c ", kind);
	for (; *path; path++) {
		unsigned char c = (unsigned char)*path;

		if (c < ' ' || c == 127 || c == '\\' ||
			(c == 0xc2 && ((unsigned char)path[1] & 0xe0) == 0x80))
			end += sprintf(end, "\\%03o", c);
		else
			*end++ = *path;
	}
	*end = '\0';
	return line;
}

static void line_add(struct diff *diff, char kind, const char *path)
{
	char **lines =
		realloc(diff->lines, (diff->count + 1) * sizeof(*diff->lines));

	if (!lines)
		die("malloc", "cannot keep the list of changes");
	diff->lines = lines;
	diff->lines[diff->count++] = line_of(kind, path);
}

static char *path_below(const char *path, const char *name)
{
	char *below;

	if (asprintf(&below, "%s/%s", path, name) < 0)
		die("malloc", "cannot keep the name of a file");
	return below;
}

static void names_free(char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

static void directory_compare(struct diff *diff, const struct view *before,
	const struct view *after, const char *path);

/* What is below a name, in one view, in both, or in none of them. */
static void below_compare(struct diff *diff, const struct view *before,
	const struct view *after, const char *name, const char *path)
{
	struct view inner_before, inner_after;

	view_enter(before, name, &inner_before);
	view_enter(after, name, &inner_after);
	if (!view_same(&inner_before, &inner_after))
		directory_compare(diff, &inner_before, &inner_after, path);
	view_close(&inner_before);
	view_close(&inner_after);
}

static void name_compare(struct diff *diff, const struct view *before,
	const struct view *after, const char *name, const char *path)
{
	struct sight old, new;
	bool was = view_find(before, name, &old);
	struct view nothing = { 0 };

	/* (It is there: its name was read from this view.) */
	if (!view_find(after, name, &new) || (was && entry_is_place(&new)))
		return;
	if (!was)
		line_add(diff, 'A', path);
	else if (entry_differs(&old, &new, name, diff->since))
		line_add(diff, 'C', path);
	if (S_ISDIR(new.status.st_mode))
		below_compare(diff,
			was && S_ISDIR(old.status.st_mode) ? before : &nothing,
			after, name, path);
}

/* Two lists that are sorted, side by side. */
static void directory_compare(struct diff *diff, const struct view *before,
	const struct view *after, const char *path)
{
	char **old, **new, *below;
	size_t olds = view_names(before, &old), news = view_names(after, &new);

	for (size_t i = 0, j = 0; i < olds || j < news;) {
		int order = i == olds   ? 1
			    : j == news ? -1
					: strcmp(old[i], new[j]);

		below = path_below(path, order < 0 ? old[i] : new[j]);
		if (order < 0)
			line_add(diff, 'D', below);
		else
			name_compare(diff, before, after, new[j], below);
		free(below);
		i += order <= 0;
		j += order >= 0;
	}
	names_free(old, olds);
	names_free(new, news);
}

/* By path, whatever the letter before it. */
static int line_compare(const void *one, const void *other)
{
	return strcmp(*(char *const *)one + 2, *(char *const *)other + 2);
}

void diff_print(const struct view *before, const struct view *after,
	const struct timespec *since)
{
	struct diff diff = { .since = since };

	if (root_differs(before, after))
		line_add(&diff, 'C', "/");
	directory_compare(&diff, before, after, "");
	if (diff.count)
		qsort(diff.lines, diff.count, sizeof(*diff.lines),
			line_compare);
	for (size_t i = 0; i < diff.count; i++)
		puts(diff.lines[i]);
	if (fflush(stdout) || ferror(stdout))
		die("write", "cannot print the list of changes");
	names_free(diff.lines, diff.count);
}
