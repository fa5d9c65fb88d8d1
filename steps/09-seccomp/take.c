/* take.c - options: which calls, files and labels there are. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/capability.h>

#include "die.h"
#include "filter.h"
#include "table.h"

/* What comes after "seccomp=" or, as docker takes it too, "seccomp:". */
static const char *value_of(
	const struct option_row *option, const char *value, const char *what)
{
	const char *rest = value + strcspn(value, ":=");

	if (!*rest || !rest[1])
		options_refuse("'--%s %s': the %s is missing", option->name,
			value, what);
	return rest + 1;
}

void filter_take_seccomp(const struct option_row *option, const char *value)
{
	struct filter *filter = option->target;
	const char *file = value_of(option, value, "file");

	filter->off = !strcmp(file, "unconfined");
	filter->file = filter->off || !strcmp(file, "builtin") ? NULL : file;
}

void filter_take_apparmor(const struct option_row *option, const char *value)
{
	struct filter *filter = option->target;
	const char *profile = value_of(option, value, "profile");

	/* What is confined by nothing is so without AppArmor, too. */
	filter->apparmor = strcmp(profile, "unconfined") ? profile : NULL;
}

/*
 * Docker also takes a part of a label, and has the others from a file of the
 * policy's; it labels the image accordingly, which nobody does here.
 */
void filter_take_label(const struct option_row *option, const char *value)
{
	struct filter *filter = option->target;
	const char *label = value_of(option, value, "label"), *colon = label;
	int colons = 0;

	while ((colon = strchr(colon, ':')))
		colons++, colon++;
	filter->label = strcmp(label, "disable") ? label : NULL;
	if (filter->label && colons < 2)
		options_refuse("'--%s %s': a label is 'disable', or whole:"
			       " user:role:type:level",
			option->name, value);
}

static void beneath_take(
	const struct option_row *option, const char *value, bool writable)
{
	struct filter *filter = option->target;
	const char *path = value_of(option, value, "path");

	if (*path != '/')
		options_refuse("'--%s %s': the path is the guest's, and begins"
			       " with a '/'",
			option->name, value);
	if (filter->beneath_count == MOST_BENEATH)
		options_refuse("more than %d paths for Landlock", MOST_BENEATH);
	filter->beneath[filter->beneath_count++] =
		(struct beneath){ path, writable };
}

void filter_take_landlock_ro(const struct option_row *option, const char *value)
{
	beneath_take(option, value, false);
}

void filter_take_landlock_rw(const struct option_row *option, const char *value)
{
	beneath_take(option, value, true);
}

/* Words in lines of 80 columns. */
static void words_print(const char *words)
{
	size_t column = 4, length;

	printf("   ");
	for (; *words; words += length + !!words[length]) {
		length = strcspn(words, " ");
		if (column + length + 1 > 80)
			column = (size_t)printf("\n   ");
		column += (size_t)printf(" %.*s", (int)length, words);
	}
	putchar('\n');
}

/* " (CAP_SYS_ADMIN, CAP_BPF)": who may call it nevertheless. */
static void openers_print(uint64_t openers)
{
	const char *between = " (";

	if (openers == LAUNCHES) {
		puts(" (a guest that launches others)");
		return;
	}
	for (int number = 0; number < 64; number++) {
		char *name;

		if (!(openers >> number & 1))
			continue;
		name = cap_to_name(number);
		printf("%s%s", between, name ? name : "?");
		cap_free(name);
		between = ", ";
	}
	puts(openers ? ")" : "");
}

void filter_take_list(const struct option_row *option, const char *value)
{
	(void)option, (void)value;
	for (const struct group *row = call_groups; row->about; row++) {
		printf("%c %s", row->door == OPEN ? '*' : ' ', row->about);
		openers_print(row->openers);
		words_print(row->calls);
	}
	puts("\n* is open. The others are closed, but to who has that"
	     " capability."
	     "\nclone and personality are open with some arguments, ioctl and"
	     " socket with most.");
	if (fflush(stdout) || ferror(stdout))
		die("write", "cannot write the list");
	exit(EXIT_SUCCESS);
}
