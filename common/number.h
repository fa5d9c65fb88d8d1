/* number.h - numbers that people type, and nothing but a number. */
/* SPDX-License-Identifier: MIT */
#ifndef NUMBER_H
#define NUMBER_H

/*
 * Either side. The decimal number that `text` is, from `least` to `most`, in
 * `*number`. Returns 0, or -1 if it is anything else: no sign, no blank and
 * nothing behind it is let through, which strtoul(3) would.
 */
int number_read(const char *text, unsigned long least, unsigned long most,
	unsigned long *number);

#endif
