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

/* Bytes of the letter at `text`, and its number; 0: not UTF-8. utf-8(7) */
static size_t letter_read(const char *text, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char c = (unsigned char)*text;
	size_t length = c < 0x80       ? 1
			: c >> 5 == 6  ? 2
			: c >> 4 == 14 ? 3
			: c >> 3 == 30 ? 4
				       : 0;

	*code = length > 1 ? c & 0x7fu >> length : c;
	for (size_t i = 1; i < length; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | ((unsigned char)text[i] & 0x3f);
	}
	if (length && (*code < least[length] || *code > 0x10ffff))
		return 0;
	return *code >= 0xd800 && *code < 0xe000 ? 0 : length;
}

/* Control characters, and those that hide text or turn its direction. */
static bool letter_harmless(uint32_t code)
{
	static const uint32_t bad[][2] = {
		{ 0, 0x1f },
		{ 0x7f, 0x9f },
		{ 0xad, 0xad },
		{ 0x61c, 0x61c },
		{ 0x200b, 0x200f },
		{ 0x2028, 0x202e },
		{ 0x2060, 0x206f },
		{ 0xfeff, 0xfeff },
		{ 0xfff9, 0xfffb },
		{ 0xe0000, 0xe007f },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (code >= bad[i][0] && code <= bad[i][1])
			return false;
	return true;
}

char *text_clean(const char *text)
{
	char *clean = malloc(4 * strlen(text) + 1), *end = clean;
	uint32_t code;
	size_t length;

	if (!clean)
		die("malloc", "cannot keep the report in memory");
	while (*text) {
		length = letter_read(text, &code);
		if (length && letter_harmless(code)) {
			memcpy(end, text, length);
			end += length;
			text += length;
			continue;
		}
		for (length = length ? length : 1; length; length--)
			end += sprintf(end, "\\x%02x", (unsigned char)*text++);
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
