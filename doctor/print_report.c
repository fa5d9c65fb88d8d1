/* print_report.c - the block to paste into a bug report. */
/* SPDX-License-Identifier: MIT */
#include "print.h"

#include <stdio.h>
#include <string.h>

#include "machine.h"
#include "probe.h"

#define RULER "--------------------------------------------------------------"

enum { WIDTH = 76 };

static int untried_column; /* 0: none yet */

static void print_failure(
	const struct probe *probe, const struct finding *finding)
{
	if (finding->state == FAILS)
		printf("failed: %s: %s: %s%s%s\n", probe->name, finding->call,
			strerror(finding->error), *finding->value ? ": " : "",
			finding->value);
}

/* In lines that are not too wide for where this is pasted. */
static void print_untried(
	const struct probe *probe, const struct finding *finding)
{
	int length = (int)strlen(probe->name);

	if (finding->state != UNKNOWN)
		return;
	if (!untried_column)
		untried_column = printf("not tried, only root can: ");
	else if (untried_column + length + 2 > WIDTH)
		untried_column = printf(",\n  ") - 2;
	else
		untried_column += printf(", ");
	untried_column += printf("%s", probe->name);
}

void print_report(const struct line *lines, size_t count, const char *about)
{
	const char *value;

	puts("\nFor a bug report, paste what is between the lines:\n" RULER);
	for (const struct machine_row *row = machine_rows; row->label; row++)
		if (row->is_public && (value = row->value()))
			printf("%s: %s\n", row->label, value);
	if (about && *about)
		puts(about);
	printf("steps:");
	for (size_t i = 0; i < count; i++)
		printf(" %.2s %s%s", lines[i].name,
			print_mark(lines[i].verdict),
			i + 1 < count ? "," : "\n");
	findings_visit(print_failure);
	untried_column = 0;
	findings_visit(print_untried);
	if (untried_column)
		putchar('\n');
	puts(RULER);
}
