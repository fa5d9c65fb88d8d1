/* command.c - from the words that were typed to the function that obeys. */
/* SPDX-License-Identifier: MIT */
#include "command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

#include "help.h"
#include "refused.h"

/* The words that messages and the usage text call it by: "vessel run". */
static void command_be_called(const char *name)
{
	static char *called;
	const char *old = program_invocation_name;

	if (!called && asprintf(&called, "%s %s", old, name) > 0)
		program_invocation_name = called;
}

bool command_runs(const struct usage *usage)
{
	return usage->arguments && strstr(usage->arguments, "[argument...]");
}

/*
 * As docker, take options between and behind the words as well, "rm web -f", up
 * to "--". They are moved to the front of `argv`, and the words behind them.
 */
static char **command_words(const struct usage *usage, int argc, char **argv)
{
	char **words = calloc((size_t)argc + 1, sizeof(*words));
	char **end = argv + argc, **options = argv + 1, **next;
	size_t count = 0, length;
	bool is_rest;

	if (!words)
		die("malloc", "cannot keep words in memory");
	for (char **from = argv; *from; from = next) {
		next = options_parse(usage, (int)(end - from), from);
		is_rest = next > from + 1 && !strcmp(next[-1], "--");
		length = (size_t)(next - from) - 1 - is_rest;
		memmove(options, from + 1, length * sizeof(*words));
		options += length;
		if (*next)
			words[count++] = *next;
		while (is_rest && *next && *++next)
			words[count++] = *next;
	}
	memcpy(options, words, (count + 1) * sizeof(*words));
	free(words);
	return options;
}

char **command_parse(
	const struct usage *usage, int argc, char **argv, int least, int most)
{
	struct usage whole = *usage;
	char **words;
	int count = 0;

	command_be_called(argv[0]);
	whole.options = refused_join(argv[0], usage->options);
	words = command_runs(usage) ? options_parse(&whole, argc, argv)
				    : command_words(&whole, argc, argv);
	while (words[count])
		count++;
	if (count < least)
		options_refuse("'vessel %s' needs %s: %s", argv[0],
			least > 1 ? "more words" : "a word", usage->arguments);
	if (count > most)
		options_refuse("'%s' is one word too many: vessel %s %s",
			words[most], argv[0], usage->arguments);
	return words;
}

void command_become(char *const words[])
{
	execv("/proc/self/exe", words);
	die("execve", "cannot go on as 'vessel %s'", words[1]);
}

int command_run(int argc, char **argv)
{
	const struct command *row;

	die_name("vessel");
	file_hold_standard();
	if (argc < 2 || !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return command_help(1, NULL);
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-v"))
		return command_version();
	row = command_named(argv[1]);
	if (!row)
		command_unknown(argv[1]);
	return row->run(argc - 1, argv + 1);
}
