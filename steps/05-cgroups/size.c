/* size.c - sizes that people type, as docker reads them. */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "number.h"

#include "limit.h"

int size_read(const char *text, uint64_t *bytes)
{
	static const char units[] = "bkmgt";
	size_t digits = strspn(text, "0123456789");
	unsigned long number;
	const char *unit = units;
	char value[24];

	snprintf(value, sizeof(value), "%.*s", (int)digits, text);
	if (digits >= sizeof(value) ||
		number_read(value, 1, INT64_MAX, &number) < 0)
		return -1;
	if (text[digits]) {
		unit = strchr(units, tolower((unsigned char)text[digits]));
		if (!unit || text[digits + 1])
			return -1;
	}
	for (; unit > units; unit--) {
		if (number > INT64_MAX / 1024)
			return -1;
		number *= 1024;
	}
	*bytes = number;
	return 0;
}
