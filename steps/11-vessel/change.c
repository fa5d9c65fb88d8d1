/* change.c - what an image's config says, changed in a Dockerfile's words. */
/* SPDX-License-Identifier: MIT */
#include "change.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "die.h"

#include "manifest.h"

void change_take(const struct option_row *option, const char *value)
{
	struct change *changes = option->target;

	if (changes->count == MOST_CHANGES)
		options_refuse("more than %d times '--change'", MOST_CHANGES);
	changes->instructions[changes->count++] = value;
}

/* Now, or what reproducible builds take for it. RFC 3339 */
static struct json_object *change_time(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t now = epoch ? strtol(epoch, NULL, 10) : time(NULL);
	struct tm broken;
	char text[32];

	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ",
		gmtime_r(&now, &broken));
	return json_object_new_string(text);
}

struct json_object *change_config(struct json_object *base)
{
	struct json_object *config = NULL;

	if (base)
		json_object_deep_copy(base, &config, NULL);
	else
		config = json_object_new_object();
	json_object_object_add(config, "created", change_time());
	if (base)
		return config;
	json_object_object_add(config, "architecture",
		json_object_new_string(platform_machine()));
	json_object_object_add(config, "os", json_object_new_string("linux"));
	json_object_object_add(config, "config", json_object_new_object());
	return config;
}

void change_apply(const struct change *changes, struct json_object *config)
{
	struct json_object *inner = change_member(config, "config", false);

	for (size_t i = 0; changes && i < changes->count; i++)
		change_line(inner, changes->instructions[i]);
	if (changes && changes->author)
		json_object_object_add(config, "author",
			json_object_new_string(changes->author));
}

void change_history(struct json_object *config, const struct change *changes,
	const char *made_by)
{
	struct json_object *history = change_member(config, "history", true);
	struct json_object *line = json_object_new_object();

	json_object_object_add(line, "created", change_time());
	json_object_object_add(
		line, "created_by", json_object_new_string(made_by));
	if (changes && changes->message)
		json_object_object_add(line, "comment",
			json_object_new_string(changes->message));
	json_object_array_add(history, line);
}
