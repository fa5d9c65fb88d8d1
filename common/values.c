/* values.c - the values of options that are often wanted. */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <string.h>

#include "options.h"

void option_flag(const struct option_row *option, const char *value)
{
	(void)value;
	*(bool *)option->target = true;
}

void option_string(const struct option_row *option, const char *value)
{
	*(const char **)option->target = value;
}

/* Names end up in files of lines and words: no blank can be one, nor a '#'. */
void option_name(const struct option_row *option, const char *value)
{
	const char *wrong = value;

	while (isalnum((unsigned char)*wrong) ||
		(*wrong && strchr("-._", *wrong)))
		wrong++;
	if (*wrong || !*value)
		options_refuse("'--%s %s' is no name: it has letters, digits,"
			       " '-', '.' and '_'",
			option->name, value);
	option_string(option, value);
}
