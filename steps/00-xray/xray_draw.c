/* xray_draw.c - the tree of namespaces, with branches. */
/* SPDX-License-Identifier: MIT */
#include "die.h"
#include "xray.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "terminal.h"

/* A node lists some processes, and the tree stays on the page. */
enum { LISTED = 6, DEEPEST = 12 };

enum shape { TEE, ELBOW, BAR, BLANK };
static const char *shape(enum shape kind)
{
	static const char *const shapes[][2] = {
		[TEE] = { "|-- ", "├── " },
		[ELBOW] = { "`-- ", "└── " },
		[BAR] = { "|   ", "│   " },
		[BLANK] = { "    ", "    " },
	};

	return shapes[kind][text_utf8()];
}

/* `text` beside the branches `head`, then `below`; NULL: it is cut off. */
static void line_print(
	const char *head, const char *below, const char *text, bool title)
{
	bool colours = title && terminal_colours(STDOUT_FILENO);
	size_t length;
	int used;

	do {
		/* cppcheck-suppress nullPointer ; the loop ends without it */
		used = text_print(head, strlen(head));
		length = text_fit(text, page_width() - used);
		fputs(colours ? "\033[1m" : "", stdout);
		text_print(text, length);
		puts(colours ? "\033[m" : "");
		text += length + strspn(text + length, " ");
		head = below;
	} while (below && *text);
}

/* "own pid:[4026532451], the host's net: 2 processes" */
static char *title_text(const struct forest *forest, size_t g, int depth)
{
	const struct node *group = &forest->groups[g];
	char *text;
	size_t length;
	FILE *stream = open_memstream(&text, &length);
	uint64_t inode;
	int shown = 0;

	if (!stream)
		die("malloc", "cannot keep a line in memory");
	if (depth > DEEPEST)
		fprintf(stream, "(%d levels deep) ", depth);
	for (int n = 0; n < NAMESPACES; n++) {
		inode = group->namespaces.inode[n];
		if (!group_differs(forest, g, n))
			continue;
		fputs(shown++ ? ", " : "", stream);
		if (inode == namespaces_host()->inode[n])
			fprintf(stream, "the host's %s", namespace_names[n]);
		else
			fprintf(stream, "own %s:[%" PRIu64 "]",
				namespace_names[n], inode);
	}
	fprintf(stream, "%s: %zu process%s",
		shown ? "" : "the host's namespaces", group->size,
		group->size == 1 ? "" : "es");
	fclose(stream);
	return text;
}

static void rest_print(const char *prefix, size_t left, size_t kernel)
{
	char threads[64] = "", *text;

	if (!left)
		return;
	if (kernel)
		snprintf(threads, sizeof(threads),
			", %zu of them kernel threads", kernel);
	text = text_format("        and %zu more%s", left, threads);
	line_print(prefix, NULL, text, false);
	free(text);
}

/* What somebody started comes first: kernel threads fill no page. */
static void processes_print(
	const struct forest *forest, size_t g, const char *prefix)
{
	size_t left[2] = { 0 }, listed = 0;
	const struct process *process, *end;
	char *text;

	end = forest->processes + forest->process_count;
	for (int kernel = 0; kernel < 2; kernel++)
		for (process = forest->processes; process < end; process++) {
			if (process->group != g || process->kernel != kernel)
				continue;
			if (listed == LISTED) {
				left[kernel]++;
				continue;
			}
			text = text_format(
				"%7d %s", process->pid, process->command);
			line_print(prefix, NULL, text, false);
			free(text);
			listed++;
		}
	rest_print(prefix, left[0] + left[1], left[1]);
}

/* The next child of `g` behind `child`, or NOWHERE. */
static size_t child_next(const struct forest *forest, size_t g, size_t child)
{
	while (++child < forest->group_count)
		if (forest->groups[child].parent == g)
			return child;
	return NOWHERE;
}

static void node_draw(const struct forest *forest, size_t g, const char *prefix,
	enum shape kind, int depth)
{
	size_t child = child_next(forest, g, SIZE_MAX), next;
	bool last = kind == ELBOW, root = depth == 0;
	char *head = text_format("%s%s", prefix, root ? "" : shape(kind));
	char *below = text_format("%s%s", prefix,
		root || depth > DEEPEST ? "" : shape(last ? BLANK : BAR));
	char *beside = text_format(
		"%s%s", below, shape(child == NOWHERE ? BLANK : BAR));
	char *title = title_text(forest, g, depth);

	line_print(head, beside, title, true);
	processes_print(forest, g, beside);
	for (; child != NOWHERE; child = next) {
		next = child_next(forest, g, child);
		node_draw(forest, child, below, next == NOWHERE ? ELBOW : TEE,
			depth + 1);
	}
	free(title);
	free(beside);
	free(below);
	free(head);
}

void forest_draw(const struct forest *forest)
{
	char *text = text_format(
		"The host's namespaces are %s.", namespaces_reference(false));

	for (size_t g = 0; g < forest->group_count; g++)
		if (forest->groups[g].parent == NOWHERE)
			node_draw(forest, g, "", ELBOW, 0);
	putchar('\n');
	line_print("", "", text, false);
	if (forest->hidden)
		printf("Not visible: %zu process%s. That needs %s.\n",
			forest->hidden, forest->hidden == 1 ? "" : "es",
			geteuid() ? "root" : "rights that we lack");
	free(text);
}
