/* inspect.c - vessel inspect: all that is known of something. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "die.h"

#include "columns.h"
#include "command.h"
#include "container.h"
#include "describe.h"
#include "manifest.h"
#include "tags.h"

static struct json_object *inspect_object(const struct container *container)
{
	struct json_object *object = describe_short(container);
	char below[ID_LENGTH + 16];

	snprintf(below, sizeof(below), "containers/%s", container->id);
	json_set_text(object, "directory", data_path(below));
	json_object_object_add(
		object, "config", json_object_get(container->config));
	json_object_object_add(
		object, "state", json_object_get(container->state));
	json_object_object_add(
		object, "live", json_object_get(container->runtime));
	return object;
}

/* An image: what it says of itself, in the words of the OCI. NULL: none. */
static struct json_object *inspect_image(const char *word)
{
	struct json_object *object;
	struct manifest manifest;
	char id[LONGEST_DIGEST], *name;
	const char *fault;

	if (!tag_look(word, id))
		return NULL;
	fault = manifest_of(id, &manifest, NULL);
	if (fault)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "'vessel rmi -f' removes it" },
			"image '%s' %s", word, *fault ? fault : "has gone");
	object = json_object_new_object();
	name = tag_of(id);
	json_set_text(object, "id", id);
	if (name)
		json_set_text(object, "name", name);
	json_object_object_add(
		object, "config", json_object_get(manifest.config_json));
	json_object_object_add(
		object, "manifest", json_object_get(manifest.json));
	manifest_free(&manifest);
	free(name);
	return object;
}

/* What the word means: a container, or else an image. */
static struct json_object *inspect_word(const char *word)
{
	struct container container;
	struct json_object *object;

	if (!container_look(&container, word))
		return inspect_image(word);
	object = inspect_object(&container);
	container_close(&container);
	return object;
}

int command_inspect(int argc, char **argv)
{
	bool json = false;
	const struct option_row options[] = {
		{ "json", 0, NULL, "a list in JSON, as it is anyhow",
			option_flag, &json },
		{ 0 },
	};
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "CONTAINER|IMAGE...",
			.about = "Tell all that is known of containers and"
				 " images.",
			.more = "It is a list in JSON. What was asked for is a"
				" container's config, what became of it\n"
				"its state, and what holds while it runs is"
				" live.",
			.options = options,
		},
		argc, argv, 1, ANY_NUMBER);
	struct json_object *list = json_object_new_array(), *object;
	int code = EXIT_SUCCESS;

	for (; *words; words++) {
		object = inspect_word(*words);
		if (object) {
			json_object_array_add(list, object);
			continue;
		}
		warn_line("no such container or image: %s", *words);
		code = EXIT_LAUNCHER;
	}
	json_print(list);
	json_object_put(list);
	return code;
}
