/* tags.c - what the images in the depot are called. */
/* SPDX-License-Identifier: MIT */
#include "tags.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"

#include "depot.h"
#include "digest.h"

enum { FEWEST_DIGITS = 2 };

/* A name has slashes, which that of a file cannot have. */
static void tag_path(const char *full, char path[static DEPOT_NAME])
{
	if (strlen(full) > NAME_MAX)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"the name '%s' is longer than %d letters", full,
			NAME_MAX);
	snprintf(path, DEPOT_NAME, "names/%s", full);
	for (char *slash = path + strlen("names/"); *slash; slash++)
		if (*slash == '/')
			*slash = '%';
}

bool tag_find(const struct reference *reference, char id[static LONGEST_DIGEST])
{
	char *full = reference_text(reference), path[DEPOT_NAME];

	tag_path(full, path);
	free(full);
	return depot_link_read(path, id);
}

struct tag_prefix {
	const char *digits;
	char *id;
	size_t found;
};

static void tag_prefix_compare(const char *hex, void *argument)
{
	struct tag_prefix *prefix = argument;

	if (strncmp(hex, prefix->digits, strlen(prefix->digits)) != 0)
		return;
	snprintf(prefix->id, LONGEST_DIGEST, DIGEST_PREFIX "%.64s", hex);
	prefix->found++;
}

/* NOLINTNEXTLINE: what is found is written to it */
static bool tag_is_prefix(const char *word, char id[static LONGEST_DIGEST])
{
	struct tag_prefix prefix = { word, id, 0 };

	if (!strncmp(word, DIGEST_PREFIX, strlen(DIGEST_PREFIX)))
		prefix.digits = digest_hex(word);
	if (strlen(prefix.digits) < FEWEST_DIGITS ||
		strspn(prefix.digits, HEX_DIGITS) != strlen(prefix.digits))
		return false;
	depot_each("ids", tag_prefix_compare, &prefix);
	if (prefix.found > 1)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "give more of its digits" },
			"%zu images have an id that begins with '%s'",
			prefix.found, prefix.digits);
	return prefix.found == 1;
}

bool tag_look(const char *word, char id[static LONGEST_DIGEST])
{
	struct reference reference;

	return (!reference_read(&reference, word) &&
		       tag_find(&reference, id)) ||
	       tag_is_prefix(word, id);
}

void tag_need(const char *word, char id[static LONGEST_DIGEST])
{
	if (!tag_look(word, id))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "'vessel images' lists them" },
			"no such image: %s", word);
}

void tag_set(const struct reference *reference, const char *id)
{
	char *full = reference_text(reference), path[DEPOT_NAME];

	tag_path(full, path);
	depot_link(path, id);
	free(full);
}

void tag_remove(const char *full)
{
	char path[DEPOT_NAME];

	tag_path(full, path);
	if (unlinkat(depot_open(), path, 0) < 0 && errno != ENOENT)
		die("unlink", "cannot take away the name '%s'", full);
}

static void tag_tell(const char *name, void *argument)
{
	const struct tag_each *each = argument;
	char path[DEPOT_NAME], id[LONGEST_DIGEST], *full = path + 6;

	snprintf(path, sizeof(path), "names/%s", name);
	if (!depot_link_read(path, id))
		return;
	for (char *slash = full; *slash; slash++)
		if (*slash == '%')
			*slash = '/';
	each->each(full, id, each->argument);
}

void tags_each(const struct tag_each *each)
{
	depot_each("names", tag_tell, (void *)each);
}

struct tag_search {
	const char *id;
	char *name;
};

static void tag_compare_id(const char *full, const char *id, void *argument)
{
	struct tag_search *search = argument;

	if (strcmp(id, search->id) != 0 ||
		(search->name &&
			(strchr(full, '@') ||
				(!strchr(search->name, '@') &&
					strcmp(full, search->name) > 0))))
		return;
	free(search->name);
	search->name = strdup(full);
}

char *tag_of(const char *id)
{
	struct tag_search search = { id, NULL };

	tags_each(&(struct tag_each){ tag_compare_id, &search });
	return search.name;
}
