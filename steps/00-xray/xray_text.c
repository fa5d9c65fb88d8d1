/* xray_text.c - texts from strangers: cleaned, measured, cut into lines. */
/* SPDX-License-Identifier: MIT */
#include "xray.h"

#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "die.h"
#include "letter.h"

char *text_clean(const char *text)
{
	char *clean = malloc(4 * strlen(text) + 1), *end = clean;
	size_t length;

	if (!clean)
		die("malloc", "cannot keep the report in memory");
	while (*text) {
		length = letter_fits(text);
		if (!length)
			end += sprintf(end, "\\x%02x", (unsigned char)*text++);
		memcpy(end, text, length);
		end += length;
		text += length;
	}
	*end = '\0';
	return clean;
}

bool text_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

/* Columns of the letter at `text`; its bytes go to `*length`. wcwidth(3) */
static int letter_width(const char *text, size_t *length)
{
	uint32_t code;
	int width;

	*length = letter_read(text, &code);
	if (!*length)
		*length = 1;
	width = text_utf8() ? wcwidth((wchar_t)code) : 1;
	return width < 0 ? 1 : width;
}

size_t text_fit(const char *text, int width)
{
	size_t at = 0, word = 0, length;

	for (; text[at]; at += length) {
		if (text[at] == ' ')
			word = at;
		width -= letter_width(text + at, &length);
		if (width < 0)
			return word ? word : at ? at : length;
	}
	return at;
}

int text_print(const char *text, size_t length)
{
	bool utf8 = text_utf8();
	int width = 0;
	size_t letter;

	for (size_t at = 0; at < length; at += letter) {
		width += letter_width(text + at, &letter);
		if (letter > 1 && !utf8)
			putchar('?');
		else
			fwrite(text + at, 1, letter, stdout);
	}
	return width;
}

char *text_format(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		die("malloc", "cannot keep the report in memory");
	va_end(arguments);
	return text;
}

char *text_size(uint64_t bytes)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB",
		"PiB", "EiB" };
	double number = (double)bytes;
	size_t unit = 0;

	for (; number >= 1024; unit++)
		number /= 1024;
	return text_format(unit ? "%.1f %s" : "%.0f %s", number, units[unit]);
}
