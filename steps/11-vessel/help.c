/* help.c - what there is to type, and what of it was meant. */
/* SPDX-License-Identifier: MIT */
#include "help.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "nearest.h"
#include "terminal.h"

#include "command.h"
#include "refused.h"

enum { MOST_COMMANDS = 64 };

static const char help_version[] = "vessel 1.0";

const struct command *command_named(const char *word)
{
	for (const struct command *row = commands; row->name; row++)
		if (!strcmp(row->name, word))
			return row;
	return NULL;
}

_Noreturn void command_unknown(const char *word)
{
	const char *names[MOST_COMMANDS], *meant;
	const char *instead = refused_command(word);
	size_t count = 0;

	if (instead)
		options_refuse("'%s' is not offered: %s", word, instead);
	for (const struct command *row = commands; row->name; row++)
		if (row->about && count < MOST_COMMANDS)
			names[count++] = row->name;
	meant = nearest(word, names, count);
	if (meant)
		options_refuse("there is no command '%s': did you mean '%s'?",
			word, meant);
	options_refuse("there is no command '%s'", word);
}

static int help_said(void)
{
	if (fflush(stdout) || ferror(stdout))
		die("write", "cannot write the usage text");
	return EXIT_SUCCESS;
}

static int help_list(void)
{
	bool colours = terminal_colours(STDOUT_FILENO);
	const char *on = colours ? "\033[1m" : "";
	const char *off = colours ? "\033[m" : "";

	printf("%susage:%s %s COMMAND [options] [arguments...]\n\n"
	       "Containers, from the first command to the last.\n",
		on, off, program_invocation_name);
	for (const struct command *row = commands; row->name; row++) {
		if (row->group)
			printf("\n%s%s:%s\n", on, row->group, off);
		if (row->about)
			printf("  %-12s  %s\n", row->name, row->about);
	}
	puts("\n'vessel help COMMAND' shows its options, 'man vessel' has all"
	     " of it.");
	return help_said();
}

/* vessel help [COMMAND]: as the command's own --help */
int command_help(int argc, char **argv)
{
	static char wanted[] = "--help";
	char *words[] = { NULL, wanted, NULL };
	const struct command *row;

	if (argc < 2 || !strcmp(argv[1], "--help"))
		return help_list();
	row = command_named(argv[1]);
	if (!row || !row->about)
		command_unknown(argv[1]);
	words[0] = argv[1];
	return row->run(2, words);
}

int command_version(void)
{
	puts(help_version);
	return help_said();
}
