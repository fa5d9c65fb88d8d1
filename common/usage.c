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

enum { WALL = 80 }; /* columns */

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

/*
 * The words of `text`, from `column` on. Its own lines go on at `indent`, and
 * so does one that would be too long, together with the next one.
 */
static void words_print(const char *text, int indent, int column)
{
	bool begins = true, wrapped = false;
	int length;

	for (;; text++) {
		length = (int)strcspn(text, " \n");
		if (!begins && column + 1 + length > WALL) {
			printf("\n%*s", indent, "");
			column = indent;
			begins = wrapped = true;
		}
		column += printf("%s%.*s", begins ? "" : " ", length, text);
		text += length;
		begins = *text == '\n' && !wrapped;
		if (*text == '\n')
			wrapped = false;
		if (begins) {
			printf("\n%*s", indent, "");
			column = indent;
		}
		if (!*text)
			break;
	}
	putchar('\n');
}

static void option_print(const struct option_row *row)
{
	const char *preset = NULL;
	char label[128];
	int column;

	if (row->take == option_string || row->take == option_name)
		preset = *(const char **)row->target;
	option_label(label, sizeof(label), row);
	column = printf("  %-28s  ", label);
	words_print(row->help, 32, column);
	if (preset)
		printf("%32s(default: %s)\n", "", preset);
}

void usage_print(const struct usage *usage)
{
	const char *more =
		usage->more || usage->arguments ? usage->more : runs_more;
	bool colours = terminal_colours(STDOUT_FILENO);
	const char *on = colours ? "\033[1m" : "";
	const char *off = colours ? "\033[m" : "";
	const char *arguments =
		usage->arguments ? usage->arguments : runs_arguments;

	printf("%susage:%s %s%s%s\n\n", on, off, program_invocation_name,
		*arguments ? " " : "", arguments);
	words_print(usage->about, 0, 0);
	printf("\n%soptions:%s\n", on, off);
	for (const struct option_row *row = usage->options; row->name; row++)
		if (row->help)
			option_print(row);
	printf("  %-28s  %s\n", "    --help", "show this");
	if (more) {
		putchar('\n');
		words_print(more, 0, 0);
	}
	if (fflush(stdout) || ferror(stdout))
		die("write", "cannot write the usage text");
	exit(EXIT_SUCCESS);
}
