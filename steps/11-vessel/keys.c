/* keys.c - the keys by which a person leaves a guest's terminal. */
/* SPDX-License-Identifier: MIT */
#include "keys.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "options.h"

/* The key that the `length` letters at `text` name; 0: it is none. */
static char key_read(const char *text, size_t length)
{
	static const char prefix[] = "ctrl-";
	unsigned char letter;

	if (length == 1)
		return *text;
	if (length != sizeof(prefix) || memcmp(text, prefix, length - 1) != 0)
		return 0;
	letter = (unsigned char)text[length - 1];
	/* (ctrl-@ is 0, which no key is: nobody types it to leave.) */
	if (!isalpha(letter) && (letter < '[' || letter > '_'))
		return 0;
	return (char)(letter & 0x1f);
}

void keys_parse(struct keys *keys, const char *text)
{
	const char *all = text && *text ? text : "ctrl-p,ctrl-q";
	size_t length;

	*keys = (struct keys){ .count = 0 };
	for (const char *key = all;; key += length + 1) {
		length = strcspn(key, ",");
		if (keys->count == MOST_KEYS)
			options_refuse("'--detach-keys %s': those are more"
				       " than %d keys",
				all, MOST_KEYS);
		keys->keys[keys->count] = key_read(key, length);
		if (!keys->keys[keys->count++])
			options_refuse("'--detach-keys %s': '%.*s' is no key;"
				       " there are letters, and ctrl-a to"
				       " ctrl-z",
				all, (int)length, key);
		if (!key[length])
			return;
	}
}

size_t keys_pass(
	struct keys *keys, const char *typed, size_t length, char *passed)
{
	size_t count = 0;

	for (size_t i = 0; i < length && !keys->complete; i++) {
		if (typed[i] != keys->keys[keys->typed]) {
			memcpy(passed + count, keys->keys, keys->typed);
			count += keys->typed;
			keys->typed = 0;
		}
		if (typed[i] == keys->keys[keys->typed])
			keys->typed++;
		else
			passed[count++] = typed[i];
		keys->complete = keys->typed == keys->count;
	}
	return count;
}

/* The guest's last line, a prompt, has no end: ours is not to stand on it. */
void keys_tell(void)
{
	fputs("read escape sequence\n", stderr);
}
