/* figure.c - numbers in the files of a group. */
/* SPDX-License-Identifier: MIT */
#include "figure.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"

/* Memory without a limit, in version 1: the most pages, in bytes. */
static const uint64_t most_bytes = 0x7fffffff00000000;

/* "some avg10=0.00 total=17" with the key "some" is 17. */
static uint64_t line_number(const char *line)
{
	const char *start = line + strlen(line);
	uint64_t number;

	while (start > line && !strchr(" =", start[-1]))
		start--;
	if (!strcmp(start, "max"))
		return UINT64_MAX;
	if (!isdigit((unsigned char)*start))
		return UNKNOWN;
	number = strtoull(start, NULL, 10);
	return number >= most_bytes ? UINT64_MAX : number;
}

uint64_t figure_read(int group, const char *file, const char *key)
{
	size_t length = key ? strlen(key) : 0;
	char *text = read_all_at(group, file), *rest = text, *line;
	uint64_t number = UNKNOWN;

	while (number == UNKNOWN && (line = strsep(&rest, "\n")))
		if (!key ||
			(!strncmp(line, key, length) && line[length] == ' '))
			number = line_number(line);
	free(text);
	return number;
}
