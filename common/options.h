/* options.h - one table is both the parser and the usage text. */
/* SPDX-License-Identifier: MIT */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>

struct option_row;

/* Host side. Take the value of an option, or die because it is no good. */
typedef void option_take(const struct option_row *option, const char *value);

struct option_row {
	const char *name;  /* "rootfs", for --rootfs */
	char letter;       /* 'h' for -h; 0: none */
	const char *value; /* the usage text's word for it; NULL: a flag */
	const char *help;  /* one line, or two; NULL: the text is silent */
	option_take *take;
	void *target; /* where it goes */
};

/*
 * A `value` in lower case is to be typed as it stands, up to a ':' or '='. Rows
 * with such values may share a name: --security-opt label=X, seccomp=Y.
 */

/* The program, as its usage text shows it. Tables end with an empty row. */
struct usage {
	const char *name;
	const char *arguments; /* NULL: those of a program that runs another */
	const char *about;     /* what it does, in a few lines */
	const char *more;      /* what else is to be known, or NULL */
	const struct option_row *options;
};

/* Host side. Three that are often wanted. */
option_take option_flag;   /* target: bool */
option_take option_string; /* target: const char * */
option_take option_name;   /* the same: letters, digits, '-', '.' and '_' */

/*
 * Host side. Take the options off `argv` and return the words after them, or a
 * shell's if there are none and we run another program. `--help` prints the
 * usage text and ends; so does a wrong option, with 125. Options end at "--" or
 * at the first word that is none. getopt_long(3)
 */
char **options_parse(const struct usage *usage, int argc, char **argv);

/*
 * Host side. From here on, options_parse() parses nothing: it hands its table
 * to `use`, which does not return. For who asks what there is to type.
 */
void options_instead(void (*use)(const struct usage *usage));

/*
 * Host side, after parsing. Refuse each option that was typed, but for `one`
 * and those among `others` (ended by NULL): `why` says what is wrong with it.
 * Was there a command?
 */
void options_alone(
	const char *one, const char *const others[], const char *why);
bool options_command(void);

/* Host side. Say what is wrong with the words, and where help is; 125. */
_Noreturn void options_refuse(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

#endif
