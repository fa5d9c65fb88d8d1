/* reference.h - names of images, as docker reads them. */
/* SPDX-License-Identifier: MIT */
#ifndef REFERENCE_H
#define REFERENCE_H

#include <stdbool.h>

#include "image.h"

enum { LONGEST_REFERENCE = 256, LONGEST_TAG = 129 };

struct reference {
	char repository[LONGEST_REFERENCE]; /* "docker.io/library/debian" */
	char tag[LONGEST_TAG];              /* "": none */
	char digest[LONGEST_DIGEST];        /* "": none */
};

/* Everything here is host side. */

/*
 * Read [DOMAIN[:PORT]/]PATH[:TAG][@DIGEST]; the tag is "latest" where there is
 * neither. NULL, or what is wrong with it.
 * https://github.com/distribution/reference
 */
const char *reference_read(struct reference *reference, const char *text);

/* The same, or die. */
void reference_take(struct reference *reference, const char *text);

/* All of it, "docker.io/library/debian:latest", to be freed. With a digest,
 * the tag says nothing. */
char *reference_text(const struct reference *reference);

/* Does `text` begin with the name of a registry? */
bool reference_names_registry(const char *text);

/* What people type for the full name `text`: "debian:latest". */
const char *reference_short(const char *text);

/* Is the registry on this very machine? Then it may do without TLS. */
bool reference_is_local(const struct reference *reference);

#endif
