/* main.c - a verdict for each step: does it work on this machine? */
/* SPDX-License-Identifier: MIT */
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "options.h"
#include "print.h"
#include "probe.h"
#include "verdicts.h"

enum { MOST_STEPS = 32 };

static bool json;
static const char *about = "";

static const struct option_row options[] = {
	{ "json", 0, NULL, "print everything as JSON", option_flag, &json },
	{ "about", 0, "TEXT", "lines to add to the bug report", option_string,
		&about },
	{ 0 },
};

static const struct usage usage = { "doctor", "[options]",
	"Try what each step needs, and say whether it works on this machine.\n"
	"Nothing is changed. 'make doctor' runs it.",
	"The exit code is 0 if every step that exists works in some way, 1 if"
	" not.",
	options };

/* The step as it is called in steps/, where it has the same number. */
static struct line line_of(const struct verdict *verdict)
{
	/* Away from the checkout, all of them count. */
	struct line line = { verdict, "", access("steps", F_OK) < 0 };
	const char *name = verdict->step;
	char pattern[32];
	glob_t found;

	snprintf(pattern, sizeof(pattern), "steps/%.2s-*", verdict->step);
	if (glob(pattern, 0, NULL, &found) == 0) {
		line.exists = true;
		name = found.gl_pathv[0] + strlen("steps/");
	}
	snprintf(line.name, sizeof(line.name), "%.31s", name);
	globfree(&found);
	return line;
}

int main(int argc, char **argv)
{
	static struct verdict verdicts[MOST_STEPS];
	struct line lines[MOST_STEPS];
	bool works = true;
	size_t count = 0;

	if (*options_parse(&usage, argc, argv))
		options_refuse("no arguments are known, but some were given");
	probe_all();
	for (; steps[count]; count++) {
		verdicts[count] = verdict_of(steps[count]);
		lines[count] = line_of(&verdicts[count]);
		if (lines[count].exists && verdicts[count].mark == WORKS_NOT)
			works = false;
	}
	if (json) {
		print_json(lines, count);
		return works ? EXIT_SUCCESS : EXIT_FAILURE;
	}
	print_table(lines, count);
	print_machine();
	print_report(lines, count, about);
	if (fflush(stdout) || ferror(stdout))
		die("write", "cannot write what was found");
	return works ? EXIT_SUCCESS : EXIT_FAILURE;
}
