/* digest.h - contents, known by their SHA-256. */
/* SPDX-License-Identifier: MIT */
#ifndef DIGEST_H
#define DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "image.h"

#define HEX_DIGITS "0123456789abcdef"
#define DIGEST_PREFIX "sha256:"

/* Everything here is either side. */

/* Is `text` "sha256:" and 64 digits in lower case? */
bool digest_fits(const char *text);

/* The 64 digits, behind the prefix. */
const char *digest_hex(const char *digest);

/* Begin a digest, add to it, and have it as text. EVP_DigestInit(3ssl) */
void *digest_begin(void);
void digest_add(void *running, const void *data, size_t length);
void digest_end(void *running, char digest[static LONGEST_DIGEST]);

/* That of `length` bytes, and of the rest of the file open as `fd`. -1, errno:
 * it cannot be read. Its length in `*length`. */
void digest_of(
	const void *data, size_t length, char digest[static LONGEST_DIGEST]);
int digest_of_file(
	int fd, char digest[static LONGEST_DIGEST], long long *length);

#endif
