/* digest.c - contents, known by their SHA-256. */
/* SPDX-License-Identifier: MIT */
#include "digest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"

enum { DIGEST_BYTES = 32, DIGEST_CHUNK = 1 << 17 };

bool digest_fits(const char *text)
{
	size_t prefix = strlen(DIGEST_PREFIX);

	return !strncmp(text, DIGEST_PREFIX, prefix) &&
	       strlen(text) == prefix + 64 &&
	       strspn(text + prefix, HEX_DIGITS) == 64;
}

const char *digest_hex(const char *digest)
{
	return digest + strlen(DIGEST_PREFIX);
}

void *digest_begin(void)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	if (!context || !EVP_DigestInit_ex(context, EVP_sha256(), NULL))
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"libcrypto has no SHA-256");
	return context;
}

void digest_add(void *running, const void *data, size_t length)
{
	EVP_DigestUpdate(running, data, length);
}

void digest_end(void *running, char digest[static LONGEST_DIGEST])
{
	unsigned char bytes[EVP_MAX_MD_SIZE] = { 0 };
	char *text = stpcpy(digest, DIGEST_PREFIX);

	EVP_DigestFinal_ex(running, bytes, NULL);
	EVP_MD_CTX_free(running);
	for (size_t i = 0; i < DIGEST_BYTES; i++)
		text += sprintf(text, "%02x", bytes[i]);
}

void digest_of(
	const void *data, size_t length, char digest[static LONGEST_DIGEST])
{
	void *running = digest_begin();

	digest_add(running, data, length);
	digest_end(running, digest);
}

int digest_of_file(
	int fd, char digest[static LONGEST_DIGEST], long long *length)
{
	void *running = digest_begin();
	char *buffer = malloc(DIGEST_CHUNK);
	ssize_t got = -1;

	*length = 0;
	while (buffer && ((got = read(fd, buffer, DIGEST_CHUNK)) > 0 ||
				 (got < 0 && errno == EINTR))) {
		digest_add(running, buffer, got > 0 ? (size_t)got : 0);
		*length += got > 0 ? got : 0;
	}
	free(buffer);
	digest_end(running, digest);
	return got < 0 ? -1 : 0;
}
