/* tags.h - what the images in the depot are called. */
/* SPDX-License-Identifier: MIT */
#ifndef TAGS_H
#define TAGS_H

#include <stdbool.h>

#include "image.h"
#include "reference.h"

/* Everything here is host side. */

/* The id that goes by the name. */
bool tag_find(
	const struct reference *reference, char id[static LONGEST_DIGEST]);

/*
 * The id that `word` means: a name, an id, or the beginning of one, which is
 * two digits at least. False: none; dies if there are several.
 */
bool tag_look(const char *word, char id[static LONGEST_DIGEST]);

/* The same, or death: "no such image". */
void tag_need(const char *word, char id[static LONGEST_DIGEST]);

/* Under depot_lock(). Call `id` so from now on, or nothing any more. */
void tag_set(const struct reference *reference, const char *id);
void tag_remove(const char *full);

/* Call `each` for all full names and their ids. */
struct tag_each {
	void (*each)(const char *full, const char *id, void *argument);
	void *argument;
};
void tags_each(const struct tag_each *each);

/* The first name of the image, without a digest if there is such a one; NULL:
 * it has none. To be freed. */
char *tag_of(const char *id);

#endif
