/* change.h - what an image's config says, changed in a Dockerfile's words. */
/* SPDX-License-Identifier: MIT */
#ifndef CHANGE_H
#define CHANGE_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "options.h"

enum { MOST_CHANGES = 64 };

struct change {
	const char *instructions[MOST_CHANGES]; /* "CMD sh -l" */
	size_t count;
	const char *message, *author; /* NULL: none */
};

/* The rows of an options table that fill `change`, as docker names them. */
/* clang-format off */
#define CHANGE_OPTIONS(changes) \
	{ "change", 'c', "WORDS", "a line of a Dockerfile: CMD, ENTRYPOINT," \
		" ENV, EXPOSE,\nLABEL, STOPSIGNAL, USER, VOLUME or WORKDIR", \
		change_take, changes }, \
	{ "message", 'm', "TEXT", "what it is, for its history", \
		option_string, &(changes)->message }, \
	{ "author", 'a', "NAME", "who has made it", \
		option_string, &(changes)->author }
/* clang-format on */

option_take change_take;

/* Everything here is host side. */

/* A copy of an image's config, or a new one if `base` is NULL, made now. */
struct json_object *change_config(struct json_object *base);

/* Make the changes; dies if one is no such line. */
void change_apply(const struct change *changes, struct json_object *config);

/* One of them, to the "config" in it. */
void change_line(struct json_object *config, const char *line);

/* A variable, NAME=VALUE, to the "config" in it. */
void change_variable(struct json_object *config, const char *text);

/* The member of an object, made where missing: an array, or an object. */
struct json_object *change_member(
	struct json_object *config, const char *name, bool is_array);

/* One more line of its history. */
void change_history(struct json_object *config, const struct change *changes,
	const char *made_by);

#endif
