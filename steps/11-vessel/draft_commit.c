/* draft_commit.c - what is whole is put in the depot. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

#include "digest.h"
#include "draft.h"

#define OCI_TYPE "application/vnd.oci.image."

static struct json_object *draft_descriptor(const struct blob *blob)
{
	struct json_object *json = json_object_new_object();

	json_object_object_add(
		json, "mediaType", json_object_new_string(blob->type));
	json_object_object_add(
		json, "digest", json_object_new_string(blob->digest));
	json_object_object_add(json, "size", json_object_new_int64(blob->size));
	return json;
}

static struct json_object *draft_rootfs(const struct draft *draft)
{
	struct json_object *rootfs = json_object_new_object();
	struct json_object *ids = json_object_new_array();

	for (size_t i = 0; i < draft->layer_count; i++)
		json_object_array_add(
			ids, json_object_new_string(draft->layers[i].diff_id));
	json_object_object_add(
		rootfs, "type", json_object_new_string("layers"));
	json_object_object_add(rootfs, "diff_ids", ids);
	return rootfs;
}

char *draft_describe(struct draft *draft, struct json_object *config)
{
	struct json_object *manifest = json_object_new_object();
	struct json_object *layers = json_object_new_array();
	struct blob blob = { .type = OCI_TYPE "config.v1+json" };
	const char *text;
	char *copy;

	json_object_object_add(config, "rootfs", draft_rootfs(draft));
	text = json_object_to_json_string_ext(
		config, JSON_C_TO_STRING_NOSLASHESCAPE);
	blob.size = (long long)strlen(text);
	draft_text(draft, text, blob.digest);
	memcpy(draft->id, blob.digest, LONGEST_DIGEST);
	for (size_t i = 0; i < draft->layer_count; i++)
		json_object_array_add(
			layers, draft_descriptor(&draft->layers[i].blob));
	json_object_object_add(
		manifest, "schemaVersion", json_object_new_int(2));
	json_object_object_add(manifest, "mediaType",
		json_object_new_string(OCI_TYPE "manifest.v1+json"));
	json_object_object_add(manifest, "config", draft_descriptor(&blob));
	json_object_object_add(manifest, "layers", layers);
	copy = strdup(json_object_to_json_string_ext(
		manifest, JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(manifest);
	return copy;
}

/* From our directory to the depot. What is there already is the same. */
static void draft_move(
	const struct draft *draft, const char *ours, const char *place)
{
	if (renameat2(draft->own, ours, depot_open(), place, RENAME_NOREPLACE) <
			0 &&
		errno != EEXIST)
		die("rename", "cannot keep '%s'", draft->what);
}

static void draft_move_layers(const struct draft *draft)
{
	char ours[64], place[DEPOT_NAME];

	for (size_t i = 0; i < draft->layer_count; i++) {
		const struct draft_layer *layer = &draft->layers[i];

		snprintf(ours, sizeof(ours), "layer-%zu", i);
		snprintf(place, sizeof(place), "layers/%s",
			digest_hex(layer->diff_id));
		if (layer->lock < 0)
			draft_move(draft, ours, place);
		snprintf(place, sizeof(place), "blobs/%s",
			digest_hex(layer->blob.digest));
		if (faccessat(depot_open(), place, F_OK, 0) < 0)
			draft_move(
				draft, digest_hex(layer->blob.digest), place);
	}
}

/*
 * First the parts, then what names them: who is killed in between has made
 * nothing that is to be seen. And all of it reaches the disk before it does.
 */
void draft_commit(struct draft *draft, const char *manifest,
	void (*named)(const char *id, void *argument), void *argument)
{
	char digest[LONGEST_DIGEST], place[DEPOT_NAME];

	draft_text(draft, manifest, digest);
	if (syncfs(draft->own) < 0)
		die("syncfs", "cannot keep '%s'", draft->what);
	depot_lock();
	draft_move_layers(draft);
	snprintf(place, sizeof(place), "blobs/%s", digest_hex(draft->id));
	if (faccessat(depot_open(), place, F_OK, 0) < 0)
		draft_move(draft, digest_hex(draft->id), place);
	snprintf(place, sizeof(place), "ids/%s", digest_hex(draft->id));
	draft_move(draft, digest_hex(digest), place);
	if (named)
		named(draft->id, argument);
	depot_unlock();
	for (size_t i = 0; i < draft->layer_count; i++)
		if (draft->layers[i].lock >= 0)
			close(draft->layers[i].lock);
	close(draft->own);
}
