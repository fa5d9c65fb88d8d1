/* usage.c - the usage text, out of the table of options. */
/* SPDX-License-Identifier: MIT */
#include "usage.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "terminal.h"

static const char runs_arguments[] = "[options] [--] [command [argument...]]";
static const char runs_more[] =
	"Without a command it opens a shell. The exit code is the command's"
	" own, 128+N if\nsignal N ended it, 127 if it was not found, 126 if it"
	" could not be run, and 125\nif the failure was ours.";

/* "-h, --hostname NAME" */
static int option_label(char *text, size_t size, const struct option_row *row)
{
	char letter[8] = "    ";

	if (row->letter)
		snprintf(letter, sizeof(letter), "-%c, ", row->letter);
	return snprintf(text, size, "%s--%s%s%s", letter, row->name,
		row->value ? " " : "", row->value ? row->value : "");
}

static void option_print(const struct option_row *row)
{
	int first = (int)strcspn(row->help, "\n");
	const char *more = row->help + first, *preset = NULL;
	char label[128];

	if (row->take == option_string || row->take == option_name)
		preset = *(const char **)row->target;
	option_label(label, sizeof(label), row);
	printf("  %-28s  %.*s", label, first, row->help);
	if (*more)
		printf("\n%32s%s", "", more + 1);
	if (preset)
		printf("\n%32s(default: %s)", "", preset);
	putchar('\n');
}

void usage_print(const struct usage *usage)
{
	bool colours = terminal_colours(STDOUT_FILENO);
	const char *on = colours ? "\033[1m" : "";
	const char *off = colours ? "\033[m" : "";

	printf("%susage:%s %s %s\n\n%s\n\n%soptions:%s\n", on, off,
		program_invocation_name,
		usage->arguments ? usage->arguments : runs_arguments,
		usage->about, on, off);
	for (const struct option_row *row = usage->options; row->name; row++)
		if (row->help)
			option_print(row);
	printf("  %-28s  %s\n\n", "    --help", "show this");
	puts(usage->more ? usage->more : runs_more);
	if (fflush(stdout) || ferror(stdout))
		die("write", "cannot write the usage text");
	exit(EXIT_SUCCESS);
}
