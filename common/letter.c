/* letter.c - is a letter of somebody else's text fit for a terminal? */
/* SPDX-License-Identifier: MIT */
#include "letter.h"

size_t letter_read(const char *text, uint32_t *code)
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

size_t letter_fits(const char *text)
{
	/* Control characters, and those that hide text or turn it around. */
	static const uint32_t unfit[][2] = {
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
		{ 0x110000, UINT32_MAX },
	};
	uint32_t code;
	size_t length = letter_read(text, &code);

	for (size_t i = 0; code >= unfit[i][0]; i++)
		if (code <= unfit[i][1])
			return 0;
	return length;
}
