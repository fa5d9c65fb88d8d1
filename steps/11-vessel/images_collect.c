/* images_collect.c - all that is in the depot, as a list. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "file.h"

#include "depot.h"
#include "digest.h"
#include "images.h"
#include "json_file.h"
#include "tags.h"
#include "when.h"

static void images_read(const char *hex, void *argument)
{
	struct images_one *one;
	const char *fault;

	struct images *images = argument;
	images->all = realloc(
		images->all, (images->count + 1) * sizeof(*images->all));
	if (!images->all)
		die("malloc", "cannot keep the list of images in memory");
	one = &images->all[images->count];
	*one = (struct images_one){ .created = -1 };
	snprintf(one->id, LONGEST_DIGEST, DIGEST_PREFIX "%.64s", hex);
	fault = manifest_of(one->id, &one->manifest, NULL);
	if (fault && *fault)
		warn_lines("remove it with 'vessel rmi -f', and get it again",
			"the image %.12s is broken: %s", hex, fault);
	if (fault)
		return;
	one->created =
		when_read(json_text(one->manifest.config_json, "created"));
	for (size_t i = 0; i < one->manifest.layer_count; i++)
		json_set_number(images->users, one->manifest.diff_ids[i],
			json_number(images->users, one->manifest.diff_ids[i]) +
				1);
	images->count++;
}

static void images_measure(const struct images *images, struct images_one *one)
{
	char path[DEPOT_NAME], text[32];
	long long size;

	for (size_t i = 0; i < one->manifest.layer_count; i++) {
		const char *diff_id = one->manifest.diff_ids[i];

		snprintf(path, sizeof(path), "layers/%s/size",
			digest_hex(diff_id));
		if (read_at(depot_open(), path, text, sizeof(text)) < 0)
			continue;
		size = strtoll(text, NULL, 10);
		one->size += size;
		if (json_number(images->users, diff_id) > 1)
			one->shared += size;
	}
}

static void images_name(const char *full, const char *id, void *argument)
{
	struct images *images = argument;
	if (strchr(full, '@'))
		return;
	for (size_t i = 0; i < images->count; i++) {
		struct images_one *one = &images->all[i];

		if (strcmp(one->id, id) != 0)
			continue;
		one->names = realloc(one->names,
			(one->name_count + 1) * sizeof(*one->names));
		if (!one->names)
			die("malloc", "cannot keep names in memory");
		one->names[one->name_count++] = strdup(full);
	}
}

/* The newest first. */
static int images_order(const void *one, const void *other)
{
	const struct images_one *a = one, *b = other;

	if (a->created != b->created)
		return a->created < b->created ? 1 : -1;
	return strcmp(a->id, b->id);
}

static int images_name_order(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

void images_collect(struct images *images)
{
	images->users = json_object_new_object();
	depot_each("ids", images_read, images);
	tags_each(&(struct tag_each){ images_name, images });
	if (images->count)
		qsort(images->all, images->count, sizeof(*images->all),
			images_order);
	for (size_t i = 0; i < images->count; i++) {
		images_measure(images, &images->all[i]);
		if (images->all[i].name_count)
			qsort(images->all[i].names, images->all[i].name_count,
				sizeof(char *), images_name_order);
	}
}
