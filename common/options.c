/* options.c - one table is both the parser and the usage text. */
/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "file.h"
#include "nearest.h"
#include "usage.h"

enum { MOST_OPTIONS = 192, MOST_TYPED = 256, LONGEST_WORD = 32 };

void options_refuse(const char *format, ...)
{
	va_list arguments;
	char *text, *cure;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		_exit(EXIT_LAUNCHER);
	if (asprintf(&cure, "'%s --help' shows what there is",
		    program_invocation_name) < 0)
		_exit(EXIT_LAUNCHER);
	va_end(arguments);
	die_of(&(struct death){ .code = EXIT_LAUNCHER, .cure = cure }, "%s",
		text);
}

/* Tell the word that was meant, if there is one that is close. */
static _Noreturn void option_unknown(
	const struct usage *usage, const char *word)
{
	const char *names[MOST_OPTIONS], *meant;
	char given[64];
	size_t count = 0;

	snprintf(given, sizeof(given), "%.*s", (int)strcspn(word + 2, "="),
		word + 2);
	for (const struct option_row *row = usage->options; row->name; row++)
		if (row->help) /* not what the usage text is silent about */
			names[count++] = row->name;
	meant = nearest(given, names, count);
	if (!strncmp(word, "--", 2) && meant)
		options_refuse("unknown option '%s': did you mean '--%s'?",
			word, meant);
	options_refuse("unknown option '%s'", word);
}

/* Our table in the form that getopt_long(3) reads, with --help behind it. */
static void getopt_table(
	const struct usage *usage, struct option *table, char *letters)
{
	size_t i = 0;

	*letters++ = '+'; /* stop at the first word that is no option */
	*letters++ = ':'; /* leave the messages to us */
	for (const struct option_row *row = usage->options; row->name; row++) {
		table[i++] = (struct option){ row->name,
			row->value ? required_argument : no_argument, NULL, 0 };
		if (!row->letter)
			continue;
		*letters++ = row->letter;
		if (row->value)
			*letters++ = ':';
	}
	table[i++] = (struct option){ "help", no_argument, NULL, 0 };
	table[i] = (struct option){ 0 };
	*letters = '\0';
}

/* The row that getopt_long(3) has found, NULL for --help. */
static const struct option_row *row_found(
	const struct usage *usage, int letter, int index, const char *word)
{
	const struct option_row *row = usage->options;
	const char *name;

	if (letter) {
		while (row->letter != letter)
			row++;
		return row;
	}
	row += index;
	name = row->name ? row->name : "help";
	/* It takes abbreviations, which would change their meaning later. */
	if (strlen(name) != strcspn(word + 2, "="))
		option_unknown(usage, word);
	return row->name ? row : NULL;
}

/* A value up to its ':' or '=', in `head`. */
static char *value_head(const char *value, char head[static LONGEST_WORD])
{
	snprintf(head, LONGEST_WORD, "%.*s", (int)strcspn(value, ":="), value);
	return head;
}

/* Of the rows with the name of `row`, the one whose value begins as this. */
static const struct option_row *row_of_value(
	const struct option_row *row, const char *value)
{
	const char *name = row->name, *words[MOST_OPTIONS], *meant;
	char heads[MOST_OPTIONS][LONGEST_WORD], head[LONGEST_WORD];
	size_t count = 0, length;

	if (!row->value || !islower((unsigned char)*row->value))
		return row;
	length = strcspn(value, ":=");
	for (; row->name; row++) {
		if (strcmp(row->name, name))
			continue;
		if (length == strcspn(row->value, ":=") &&
			!strncmp(row->value, value, length))
			return row;
		words[count] = value_head(row->value, heads[count]);
		count++;
	}
	meant = nearest(value_head(value, head), words, count);
	if (meant)
		options_refuse("'--%s' has no '%s': did you mean '%s'?", name,
			value, meant);
	options_refuse("'--%s' has no '%s'", name, value);
}

/* What was typed, in order; and was there anything else? */
static const struct option_row *typed[MOST_TYPED];
static size_t typed_count;
static bool typed_command;

static void row_take(const struct option_row *row, const char *value)
{
	if (typed_count < MOST_TYPED)
		typed[typed_count++] = row;
	row->take(row, value);
}

void options_alone(const char *one, const char *const others[], const char *why)
{
	const char *const *other;

	for (size_t i = 0; i < typed_count; i++) {
		for (other = others; *other; other++)
			if (!strcmp(*other, typed[i]->name))
				break;
		if (!*other && strcmp(one, typed[i]->name))
			options_refuse("'--%s' beside '--%s': %s",
				typed[i]->name, one, why);
	}
}

bool options_command(void)
{
	return typed_command;
}

/* The words that are left; a program that runs another runs a shell. */
static char **words_after(const struct usage *usage, char **words)
{
	static char *shell[] = { "sh", "-l", NULL };

	typed_command = *words;
	return *words || usage->arguments ? words : shell;
}

static void (*options_use)(const struct usage *usage);

void options_instead(void (*use)(const struct usage *usage))
{
	options_use = use;
}

char **options_parse(const struct usage *usage, int argc, char **argv)
{
	struct option table[MOST_OPTIONS + 2];
	char letters[2 * MOST_OPTIONS + 3];
	const struct option_row *row;
	int found, index;

	if (options_use)
		options_use(usage);
	die_name(usage->name);
	file_hold_standard();
	getopt_table(usage, table, letters);
	opterr = 0;
	optind = 0; /* from the first word, also if others were read before */
	typed_count = 0;
	for (int at = 1;; at = optind) {
		found = getopt_long(argc, argv, letters, table, &index);
		if (found < 0)
			return words_after(usage, argv + optind);
		if (found == ':')
			options_refuse("'%s' needs a value", argv[at]);
		if (found == '?' && optopt && !strncmp(argv[at], "--", 2))
			options_refuse("'%s' takes no value", argv[at]);
		if (found == '?')
			option_unknown(usage, argv[at]);
		row = row_found(usage, found, index, argv[at]);
		if (!row)
			usage_print(usage);
		row = row_of_value(row, optarg);
		row_take(row, optarg);
	}
}
