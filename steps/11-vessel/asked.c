/* asked.c - what is asked for, written down as it was typed. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "start.h"

static struct json_object *words_array(char *const *words, char *const *end)
{
	struct json_object *array = json_object_new_array();

	for (; end ? words < end : *words != NULL; words++)
		json_object_array_add(array, json_object_new_string(*words));
	return array;
}

static struct json_object *layers_array(const struct image *image)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < image->layer_count; i++)
		json_object_array_add(
			array, json_object_new_string(image->layers[i]));
	return array;
}

struct json_object *start_config(
	const struct guest *guest, char *const *argv, char *const *words)
{
	struct json_object *config = json_object_new_object();
	char *const *end = words;

	if (end > argv + 1 && !strcmp(end[-1], "--"))
		end--;
	json_object_object_add(
		config, "image", json_object_new_string(words[0]));
	json_object_object_add(
		config, "image_id", json_object_new_string(guest->image.id));
	json_object_object_add(config, "layers", layers_array(&guest->image));
	json_object_object_add(
		config, "image_config", json_object_get(guest->image.config));
	json_object_object_add(
		config, "environment", settings_saved(&guest->settings));
	json_object_object_add(config, "options", words_array(argv + 1, end));
	json_object_object_add(config, "command", words_array(words + 1, NULL));
	return config;
}
