/* bytes.h - numbers of bytes, as docker writes them. */
/* SPDX-License-Identifier: MIT */
#ifndef BYTES_H
#define BYTES_H

#include <stdbool.h>

enum { BYTES_TEXT = 24 };

/* Everything here is host side. */

/* "1.5MiB", as memory is counted, if it is `binary`; else "1.57MB". */
void bytes_print(char text[static BYTES_TEXT], double bytes, bool binary);

/* "27.1MB": in a static buffer, two at a time. */
const char *bytes_text(long long bytes);

#endif
