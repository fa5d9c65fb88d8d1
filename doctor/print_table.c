/* print_table.c - the verdicts and the machine, for people. */
/* SPDX-License-Identifier: MIT */
#include "print.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "explain.h"
#include "machine.h"
#include "probe.h"
#include "terminal.h"
#include "verdicts.h"

enum { INDENT = 24, NARROW = 60, WIDE = 100 };

static const struct {
	const char *word, *colour, *phrase;
} marks[] = {
	[WORKS] = { "ok", "\033[32m", "works here" },
	[WORKS_WITH] = { "with", "\033[33m", "works with " },
	[WORKS_SUDO] = { "sudo", "\033[33m", "works with " },
	[UNTRIED] = { "sudo", "\033[33m", "" },
	[WORKS_NOT] = { "no", "\033[31m", "does not work: " },
};

const char *print_mark(const struct verdict *verdict)
{
	return marks[verdict->mark].word;
}

static const char *colour(const char *code)
{
	return terminal_colours(STDOUT_FILENO) ? code : "";
}

/* Print `text` in lines that start at `indent`, where we are already. */
static void print_wrapped(const char *text, size_t indent)
{
	size_t column = indent;
	size_t width = (size_t)terminal_columns(STDOUT_FILENO), length;

	width = width < NARROW ? NARROW : width > WIDE ? WIDE : width;
	while (*text) {
		length = strcspn(text, " \n");
		if (column > indent && column + 1 + length > width) {
			printf("\n%*s", (int)indent, "");
			column = indent;
		}
		printf("%s%.*s", column > indent ? " " : "", (int)length, text);
		column += (column > indent) + length;
		text += length;
		if (*text == '\n') {
			printf("\n%*s", (int)indent, "");
			column = indent;
		}
		text += !!*text;
	}
	putchar('\n');
}

static void print_line(const struct line *line)
{
	const struct verdict *verdict = line->verdict;
	const char *phrase = marks[verdict->mark].phrase;
	char text[1024];

	printf("  %s%-4s%s  %-15s  ", colour(marks[verdict->mark].colour),
		print_mark(verdict), colour("\033[m"), line->name);
	snprintf(text, sizeof(text), "%s%s%s", phrase, verdict->text,
		line->exists ? "" : " (planned)");
	print_wrapped(text, INDENT + 1);
	if (*verdict->cure) {
		printf("%*s", INDENT + 3, "");
		print_wrapped(verdict->cure, INDENT + 3);
	}
}

/* What nobody can type yet, and nothing stands in the way of. */
static bool is_planned(const struct line *line)
{
	return !line->exists && line->verdict->mark != WORKS_NOT;
}

static void print_planned(const struct line *lines, size_t count)
{
	char text[512] = "";
	size_t length;

	for (size_t i = 0; i < count; i++) {
		length = strlen(text);
		if (is_planned(&lines[i]))
			snprintf(text + length, sizeof(text) - length, "%s%s",
				length ? ", " : "", lines[i].name);
	}
	if (!*text)
		return;
	printf("  %-4s  %-15s  ", "", "planned");
	print_wrapped(text, INDENT + 1);
}

void print_table(const struct line *lines, size_t count)
{
	bool untried = false;

	for (size_t i = 0; i < count; i++) {
		if (!is_planned(&lines[i]))
			print_line(&lines[i]);
		untried |= lines[i].verdict->mark == UNTRIED;
	}
	print_planned(lines, count);
	if (untried)
		puts("\n'sudo make doctor' tries what only root can.");
}

static void print_row(const char *label, const char *value)
{
	printf("  %-19s    ", label);
	print_wrapped(value, INDENT + 1);
}

/* What is nice to have: found, or what to do about it. */
static void print_optional(
	const struct probe *probe, const struct finding *finding)
{
	struct explanation why;
	char text[640];

	if (!is_optional(probe->name))
		return;
	why = explain(probe, finding);
	if (finding->state == HOLDS)
		snprintf(text, sizeof(text), "yes%s%s",
			*finding->value ? ": " : "", finding->value);
	else
		snprintf(text, sizeof(text), "no: %s%s%s", why.cause,
			*why.cure ? ": " : "", why.cure);
	print_row(probe->name, text);
}

void print_machine(void)
{
	const char *value;

	printf("\n%sThis machine%s\n", colour("\033[1m"), colour("\033[m"));
	for (const struct machine_row *row = machine_rows; row->label; row++)
		if ((value = row->value()))
			print_row(row->label, value);
	printf("\n%sOptional: no step needs it%s\n", colour("\033[1m"),
		colour("\033[m"));
	findings_visit(print_optional);
}
