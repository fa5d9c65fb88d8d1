/* when.h - points in time, for files and for people. */
/* SPDX-License-Identifier: MIT */
#ifndef WHEN_H
#define WHEN_H

#include <stdint.h>

enum { WHEN_TEXT = 40 };

/* Everything here is host side. Times are in nanoseconds since 1970. */

/* Now, and the same as files have it: RFC 3339, in a static buffer. They sort
 * as text. "2026-11-29T00:29:02.123456789Z" */
int64_t when_is_now(void);
const char *when_now(void);

/* That of any time, in a static buffer. */
const char *when_text(int64_t time);

/* What such a text says, with a zone or none of its fraction; -1: it is none.
 * NULL: -1. */
int64_t when_read(const char *text);

/*
 * What people type: such a text, whole or as far as they like ("2026-11-29"),
 * in local time where it names no zone; seconds since 1970; or how long ago,
 * "10m", "1h30m". Dies if it is none of these.
 */
int64_t when_typed(const char *option, const char *text);

/* As docker has it: "2 minutes", "About an hour". Returns `text`. */
const char *when_age(char text[static WHEN_TEXT], int64_t nanoseconds);

#endif
