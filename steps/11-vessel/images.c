/* images.c - vessel images: what there is to start from. */
/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "columns.h"
#include "command.h"
#include "digest.h"
#include "images.h"
#include "json_file.h"
#include "tags.h"
#include "when.h"

/* Without a name, or with one of those that it has. */
static void images_add(
	struct columns *columns, const struct images_one *one, const char *full)
{
	const char *tag = full ? strrchr(full, ':') : NULL;
	char *name = full ? strndup(reference_short(full),
				    (size_t)(tag - reference_short(full)))
			  : NULL;
	char age[WHEN_TEXT], ago[WHEN_TEXT + 8] = "N/A", id[LONGEST_DIGEST];

	snprintf(id, sizeof(id), "%s",
		columns->whole ? one->id : digest_hex(one->id));
	if (!columns->whole)
		id[12] = '\0';
	if (one->created >= 0)
		snprintf(ago, sizeof(ago), "%s ago",
			when_age(age, when_is_now() - one->created));
	columns_add(columns, (const char *const[]){ name ? name : "<none>",
				     tag ? tag + 1 : "<none>", id, ago,
				     bytes_text(one->size) });
	free(name);
}

static void images_table(const struct images *images, bool whole)
{
	static const struct column heads[] = { { "REPOSITORY", 0 },
		{ "TAG", 0 }, { "IMAGE ID", 0 }, { "CREATED", 0 },
		{ "SIZE", 0 }, { NULL, 0 } };
	struct columns columns = { .heads = heads, .whole = whole };

	for (size_t i = 0; i < images->count; i++) {
		if (!images->all[i].name_count)
			images_add(&columns, &images->all[i], NULL);
		for (size_t j = 0; j < images->all[i].name_count; j++)
			images_add(&columns, &images->all[i],
				images->all[i].names[j]);
	}
	columns_print(&columns);
}

static void images_json(const struct images *images)
{
	struct json_object *list = json_object_new_array(), *row, *names;

	for (size_t i = 0; i < images->count; i++) {
		const struct images_one *one = &images->all[i];

		row = json_object_new_object();
		names = json_object_new_array();
		for (size_t j = 0; j < one->name_count; j++)
			json_object_array_add(
				names, json_object_new_string(
					       reference_short(one->names[j])));
		json_set_text(row, "id", one->id);
		json_object_object_add(row, "names", names);
		if (one->created >= 0)
			json_set_text(row, "created", when_text(one->created));
		json_set_number(row, "size", one->size);
		json_set_number(row, "shared", one->shared);
		json_set_number(row, "layers", (long)one->manifest.layer_count);
		json_object_array_add(list, row);
	}
	json_print(list);
	json_object_put(list);
}

int command_images(int argc, char **argv)
{
	struct images found = { 0 }, *images = &found;
	bool quiet = false, json = false, whole = false;
	const struct option_row options[] = {
		{ "quiet", 'q', NULL, "ids alone", option_flag, &quiet },
		{ "no-trunc", 0, NULL, "whole ids", option_flag, &whole },
		{ "json", 0, NULL, "all of it, for programs", option_flag,
			&json },
		{ 0 },
	};

	command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options]",
			.about = "List the images that are here, the newest"
				 " first.",
			.more = "What images have in common is on the disk"
				" once.",
			.options = options,
		},
		argc, argv, 0, 0);
	images_collect(images);
	if (json)
		images_json(images);
	else if (!quiet)
		images_table(images, whole);
	for (size_t i = 0; i < images->count && quiet && !json; i++)
		printf("%.*s\n", whole ? LONGEST_DIGEST : 12,
			whole ? images->all[i].id
			      : digest_hex(images->all[i].id));
	stdout_end();
	return EXIT_SUCCESS;
}
