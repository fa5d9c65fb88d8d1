/* reference.c - names of images, as docker reads them. */
/* SPDX-License-Identifier: MIT */
#include "reference.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"

#include "digest.h"

#define HUB "docker.io/"
#define OFFICIAL HUB "library/"

static bool reference_is_small(char letter)
{
	return islower((unsigned char)letter) || isdigit((unsigned char)letter);
}

/* What stands between words of a path: one '.', one or two '_', any '-'. */
static size_t reference_separator(const char *text)
{
	if (*text == '-')
		return strspn(text, "-");
	if (!strncmp(text, "__", 2))
		return 2;
	return *text == '.' || *text == '_';
}

static bool reference_path_fits(const char *text)
{
	while (reference_is_small(*text)) {
		while (reference_is_small(*text))
			text++;
		if (!*text)
			return true;
		text += *text == '/' ? 1 : reference_separator(text);
	}
	return false;
}

static bool reference_host_fits(const char *text, size_t length)
{
	const char *end = text + length;
	bool fits = length > 0;

	for (; text < end && *text != ':'; text++)
		fits &= isalnum((unsigned char)*text) || *text == '-' ||
			*text == '.';
	if (text < end)
		fits &= end - text > 1 && strspn(text + 1, "0123456789") ==
						  (size_t)(end - text - 1);
	return fits;
}

static bool reference_tag_fits(const char *text)
{
	size_t length = 0;

	while (isalnum((unsigned char)text[length]) || text[length] == '_' ||
		(length && text[length] && strchr(".-", text[length])))
		length++;
	return length && !text[length] && length < LONGEST_TAG;
}

/* Length of the domain that a name begins with; 0: it has none. */
static size_t reference_domain(const char *name)
{
	size_t length = strcspn(name, "/");

	if (!name[length])
		return 0;
	for (size_t i = 0; i < length; i++)
		if (strchr(".:", name[i]) || isupper((unsigned char)name[i]))
			return length;
	return !strncmp(name, "localhost/", 10) ? length : 0;
}

/* The name without tag and digest. */
static const char *reference_read_repository(
	struct reference *reference, const char *name)
{
	size_t domain = reference_domain(name);
	const char *path = name + domain + (domain > 0), *prefix = "";

	if (domain && !reference_host_fits(name, domain))
		return "the registry's name has letters, digits, '-', '.' and"
		       " a port";
	for (const char *letter = path; *letter; letter++)
		if (isupper((unsigned char)*letter))
			return "it must be in lower case";
	if (!reference_path_fits(path))
		return "it has letters, digits, and '.', '_' or '-' between"
		       " them";
	if (!domain && strlen(path) == 64 && strspn(path, HEX_DIGITS) == 64)
		return "64 digits are an id";
	if (!strncmp(name, "index.docker.io/", 16))
		name = path, domain = 0;
	if (!domain)
		prefix = strchr(path, '/') ? HUB : OFFICIAL;
	else if (!strncmp(name, HUB, strlen(HUB)) && !strchr(path, '/'))
		prefix = OFFICIAL, name = path;
	if (snprintf(reference->repository, LONGEST_REFERENCE, "%s%s", prefix,
		    name) >= LONGEST_REFERENCE)
		return "it is longer than 255 letters";
	return NULL;
}

const char *reference_read(struct reference *reference, const char *text)
{
	char *name = strdup(text), *at, *colon;
	const char *fault = NULL;

	*reference = (struct reference){ 0 };
	if (!name)
		die("malloc", "cannot keep the name of an image in memory");
	at = strchr(name, '@');
	if (at)
		*at++ = '\0';
	colon = strrchr(name, ':');
	if (colon && !strchr(colon, '/'))
		*colon++ = '\0';
	else
		colon = NULL;
	if (at && !digest_fits(at))
		fault = "behind '@' stands sha256: and 64 digits";
	else if (colon && !reference_tag_fits(colon))
		fault = "a tag has up to 128 letters, digits, '_', '.' and '-'";
	else
		fault = reference_read_repository(reference, name);
	if (!fault)
		snprintf(reference->tag, LONGEST_TAG, "%s",
			colon ? colon
			: at  ? ""
			      : "latest");
	if (!fault && at)
		snprintf(reference->digest, LONGEST_DIGEST, "%s", at);
	free(name);
	return fault;
}

bool reference_names_registry(const char *text)
{
	return reference_domain(text) > 0;
}

void reference_take(struct reference *reference, const char *text)
{
	const char *fault = reference_read(reference, text);

	if (fault)
		die_of(&(struct death){ .code = EXIT_LAUNCHER, .cure = fault },
			"invalid reference format: '%s' is no name of an image",
			text);
}

char *reference_text(const struct reference *reference)
{
	bool exact = *reference->digest;
	char *text;

	if (asprintf(&text, "%s%c%s", reference->repository, exact ? '@' : ':',
		    exact ? reference->digest : reference->tag) < 0)
		die("malloc", "cannot keep the name of an image");
	return text;
}

const char *reference_short(const char *text)
{
	if (!strncmp(text, OFFICIAL, strlen(OFFICIAL)) &&
		!strchr(text + strlen(OFFICIAL), '/'))
		return text + strlen(OFFICIAL);
	return !strncmp(text, HUB, strlen(HUB)) ? text + strlen(HUB) : text;
}

bool reference_is_local(const struct reference *reference)
{
	size_t length = strcspn(reference->repository, ":/");
	const char *host = reference->repository;

	return (length == 9 && !strncmp(host, "localhost", 9)) ||
	       (!strncmp(host, "127.", 4) &&
		       strspn(host, "0123456789.") == length);
}
