/* keys.h - the keys by which a person leaves a guest's terminal. */
/* SPDX-License-Identifier: MIT */
#ifndef KEYS_H
#define KEYS_H

#include <stdbool.h>
#include <stddef.h>

enum { MOST_KEYS = 16 };

/* Everything here is host side. */

struct keys {
	char keys[MOST_KEYS];
	size_t count, typed; /* so many of them were the last that came */
	bool complete;
};

/*
 * Read what docker's --detach-keys takes: letters, and ctrl- with one of a-z [
 * \ ] ^ _, with commas in between. NULL or "": ctrl-p,ctrl-q. Refuses the rest.
 */
void keys_parse(struct keys *keys, const char *text);

/*
 * Take `length` bytes that were typed, and give those to pass on, which may be
 * MOST_KEYS more: what could have begun the sequence waits for the next key.
 * Returns how many; when keys->complete, the rest is nobody's.
 */
size_t keys_pass(
	struct keys *keys, const char *typed, size_t length, char *passed);

/* Say that they were typed, when the terminal is again as it was. */
void keys_tell(void);

#endif
