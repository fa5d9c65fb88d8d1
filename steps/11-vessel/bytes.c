/* bytes.c - numbers of bytes, as docker writes them. */
/* SPDX-License-Identifier: MIT */
#include "bytes.h"

#include <stdio.h>

void bytes_print(char text[static BYTES_TEXT], double bytes, bool binary)
{
	static const char *const binaries[] = { "B", "KiB", "MiB", "GiB", "TiB",
		"PiB", "EiB" };
	static const char *const decimals[] = { "B", "kB", "MB", "GB", "TB",
		"PB", "EB" };
	double step = binary ? 1024 : 1000;
	int unit = 0;

	for (; bytes >= step && unit < 6; unit++)
		bytes /= step;
	snprintf(text, BYTES_TEXT, "%.*g%s", binary ? 4 : 3, bytes,
		(binary ? binaries : decimals)[unit]);
}

const char *bytes_text(long long bytes)
{
	static char texts[2][BYTES_TEXT];
	static int turn;

	turn = !turn;
	bytes_print(texts[turn], (double)bytes, false);
	return texts[turn];
}
