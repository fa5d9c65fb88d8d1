/* size.c - sizes that people type, as docker reads them. */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "number.h"

#include "limit.h"

/* "m", "mb" and "mib" are the same, and "b" alone is no multiple. */
static bool size_ends(const char *unit)
{
	if (tolower((unsigned char)*unit++) == 'b')
		return !*unit;
	return !*unit || !strcasecmp(unit, "b") || !strcasecmp(unit, "ib");
}

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
		if (!unit || !size_ends(text + digits))
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

/* "64M", "1.5G", "812B": as short as a reader wants it. */
char *size_print(char text[SIZE_TEXT], uint64_t bytes)
{
	static const char units[] = "BKMGTPE";
	uint64_t unit = 1;
	size_t i = 0;

	for (; bytes / unit >= 1024; i++)
		unit *= 1024;
	if (bytes % unit * 10 / unit)
		snprintf(text, SIZE_TEXT, "%.1f%c",
			(double)bytes / (double)unit, units[i]);
	else
		snprintf(text, SIZE_TEXT, "%llu%c",
			(unsigned long long)(bytes / unit), units[i]);
	return text;
}
