/* manner.c - what a person says of how it is run. */
/* SPDX-License-Identifier: MIT */
#include "manner.h"

#include <stdint.h>
#include <string.h>

#include "nearest.h"
#include "number.h"

void manner_take_pull(const struct option_row *option, const char *value)
{
	static const char *const words[] = {
		[PULL_MISSING] = "missing",
		[PULL_ALWAYS] = "always",
		[PULL_NEVER] = "never",
	};
	struct manner *manner = option->target;

	for (unsigned int i = 0; i < 3; i++)
		if (!strcmp(value, words[i])) {
			manner->pull = i;
			return;
		}
	options_refuse(
		"'--pull %s': there are missing, always and never", value);
}

/* "10m": digits, and a letter for the unit as docker has it. */
void manner_take_log_size(const struct option_row *option, const char *value)
{
	static const char units[] = "bkmg";
	struct manner *manner = option->target;
	const char *text = strchr(value, '=') + 1, *unit = NULL;
	size_t length = strlen(text);
	unsigned long number;
	char digits[24] = "";

	if (length > 1)
		unit = strchr(units, text[length - 1]);
	if (unit)
		length--;
	if (length < sizeof(digits))
		memcpy(digits, text, length);
	if (number_read(digits, 1, 1 << 20, &number) < 0)
		options_refuse(
			"'--log-opt %s' is no size: 64k, 10m, 1g", value);
	manner->log_size = (long)(number << (unit ? 10 * (unit - units) : 0));
	if (manner->log_size < 4096)
		options_refuse("'--log-opt %s': a file of the log has 4k at"
			       " least",
			value);
}

void manner_take_log_files(const struct option_row *option, const char *value)
{
	struct manner *manner = option->target;
	unsigned long number;

	if (number_read(strchr(value, '=') + 1, 1, 100, &number) < 0)
		options_refuse(
			"'--log-opt %s': there are 1 to 100 files", value);
	manner->log_files = (int)number;
}
