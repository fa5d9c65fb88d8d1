/* complete.c - what could be typed next, for a shell to offer. */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "container.h"
#include "help.h"
#include "offer.h"

static char **complete_words; /* the words after the command ... */
static size_t
	complete_last; /* ... and the number of the one that is unfinished */

/* The row of an option's long name, which may end at a '='. */
static const struct option_row *complete_row(
	const struct usage *usage, const char *name)
{
	size_t length = strcspn(name, "=");

	for (const struct option_row *row = usage->options; row->name; row++)
		if (strlen(row->name) == length &&
			!strncmp(row->name, name, length))
			return row;
	return NULL;
}

/* Does the value of the option in `word` stand in the next one? Its row. */
static const struct option_row *complete_waits(
	const struct usage *usage, const char *word)
{
	const struct option_row *row;

	if (word[1] == '-') {
		row = strchr(word, '=') ? NULL : complete_row(usage, word + 2);
		return row && row->value ? row : NULL;
	}
	for (const char *letter = word + 1; *letter; letter++)
		for (row = usage->options; row->name; row++)
			if (row->letter == *letter && row->value)
				return letter[1] ? NULL : row;
	return NULL;
}

/* A value that is to be typed as it stands, or one of a kind. */
static void complete_value(const struct usage *usage,
	const struct option_row *option, const char *before)
{
	const char *value;

	for (const struct option_row *row = usage->options; row->name; row++) {
		if (strcmp(row->name, option->name) || !row->value)
			continue;
		value = row->value;
		if (islower((unsigned char)*value))
			offer(before, value,
				strcspn(value, ":=") + !!strpbrk(value, ":="),
				row->help);
		else
			offer_kind(before, value);
	}
}

static void complete_option(const struct usage *usage, const char *word)
{
	const struct option_row *row = complete_row(usage, word + 2);
	char before[64];

	if (strchr(word, '=')) {
		snprintf(before, sizeof(before), "--%s=", row ? row->name : "");
		if (row && row->value)
			complete_value(usage, row, before);
		return;
	}
	for (row = usage->options; row->name; row++)
		if (row->help && complete_row(usage, row->name) == row)
			offer("--", row->name, strlen(row->name), row->help);
	offer("--", "help", strlen("help"), "show what there is");
}

/* What the usage text calls the argument number `which`, counted from 0. */
static void complete_argument(const struct usage *usage, size_t which)
{
	char *words = strdup(usage->arguments ? usage->arguments : ""), *rest;
	const char *kind = NULL;

	/* Which of the two is the container's, only the person knows. */
	if (usage->arguments && strstr(usage->arguments, "CONTAINER:PATH"))
		kind = which < 2 ? "CONTAINER:PATH" : NULL;
	else
		for (char *word = strtok_r(words, " ", &rest); word;
			word = strtok_r(NULL, " ", &rest)) {
			if (!strcmp(word, "[options]") || !strcmp(word, "[--]"))
				continue;
			kind = word + strspn(word, "[");
			if (!which--)
				break;
			if (!strstr(word, "..."))
				kind = NULL;
		}
	if (kind)
		offer_kind("", kind);
	free(words);
}

/* Called by the command, in place of the parsing of what was typed. */
static void complete_usage(const struct usage *usage)
{
	const struct option_row *waits = NULL;
	const char *word = complete_words[complete_last];
	size_t i = 0;

	for (; i < complete_last && *complete_words[i] == '-' &&
		complete_words[i][1];
		i++) {
		if (!strcmp(complete_words[i], "--")) {
			complete_argument(usage, complete_last - i - 1);
			exit(EXIT_SUCCESS);
		}
		waits = complete_waits(usage, complete_words[i]);
		if (waits && ++i == complete_last)
			break;
		waits = NULL;
	}
	if (waits)
		complete_value(usage, waits, "");
	else if (*word == '-' && (i == complete_last || !command_runs(usage)))
		complete_option(usage, word);
	else
		complete_argument(usage, complete_last - i);
	exit(EXIT_SUCCESS);
}

static void complete_command(void)
{
	for (const struct command *row = commands; row->name; row++)
		if (row->about)
			offer("", row->name, strlen(row->name), row->about);
}

/* vessel complete WORD...: those that were typed, up to the cursor's */
int command_complete(int argc, char **argv)
{
	const struct command *row;

	if (argc < 2)
		return EXIT_SUCCESS;
	offer_typed(argv[argc - 1]);
	row = command_named(argv[1]);
	if (argc == 2 || (argc == 3 && !strcmp(argv[1], "help")))
		complete_command();
	else if (row && row->about) {
		complete_words = argv + 2;
		complete_last = (size_t)argc - 3;
		options_instead(complete_usage);
		row->run(1, argv + 1);
	}
	return EXIT_SUCCESS;
}
