/* number.c - numbers that people type, and nothing but a number. */
/* SPDX-License-Identifier: MIT */
#include "number.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

int number_read(const char *text, unsigned long least, unsigned long most,
	unsigned long *number)
{
	unsigned long value;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -1;
	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno || *end || value < least || value > most)
		return -1;
	*number = value;
	return 0;
}
