/* inspect.c - vessel inspect: all that is known of containers. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "die.h"

#include "columns.h"
#include "command.h"
#include "container.h"
#include "describe.h"

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
			.name = "vessel inspect",
			.arguments = "CONTAINER...",
			.about = "Tell all that is known of containers.",
			.more = "It is a list in JSON: what was asked is their"
				" config, what became of it, their state,\n"
				"and what holds while they run is live.",
			.options = options,
		},
		argc, argv, 1, ANY_NUMBER);
	struct json_object *list = json_object_new_array();
	struct container container;
	int code = EXIT_SUCCESS;

	for (; *words; words++) {
		if (!container_look(&container, *words)) {
			warn_line("no such container: %s", *words);
			code = EXIT_LAUNCHER;
			continue;
		}
		json_object_array_add(list, inspect_object(&container));
		container_close(&container);
	}
	json_print(list);
	json_object_put(list);
	return code;
}
