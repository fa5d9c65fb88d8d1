/* manifest.c - what an image is made of: its layers, and its config. */
/* SPDX-License-Identifier: MIT */
#include "manifest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "file.h"

#include "container.h"
#include "depot.h"
#include "digest.h"

const char *blob_read(struct blob *blob, struct json_object *json)
{
	const char *digest = json_text(json, "digest");
	struct json_object *size;

	if (!digest || !digest_fits(digest))
		return "a digest in it is not sha256: and 64 digits";
	if (!json_object_object_get_ex(json, "size", &size) ||
		!json_object_is_type(size, json_type_int) ||
		json_object_get_int64(size) < 0)
		return "a size in it is no number of bytes";
	snprintf(blob->digest, LONGEST_DIGEST, "%s", digest);
	blob->size = json_object_get_int64(size);
	blob->type = json_text(json, "mediaType");
	return blob->type ? NULL : "a part of it has no media type";
}

/* How layers come, of which unpack.h sees for itself how they are packed. */
static bool layer_type_fits(const char *type)
{
	return (strstr(type, ".image.layer.v1.tar") ||
		       strstr(type, ".image.rootfs.diff.tar")) &&
	       !strstr(type, "encrypted");
}

const char *manifest_read(struct manifest *manifest, const char *text)
{
	struct json_object *layers, *config;
	const char *fault;

	*manifest = (struct manifest){ .json = json_tokener_parse(text) };
	if (!json_object_is_type(manifest->json, json_type_object))
		return "it is no JSON object";
	if (json_number(manifest->json, "schemaVersion") != 2)
		return "its schema is not version 2, the only one since 2017";
	if (!json_object_object_get_ex(manifest->json, "config", &config) ||
		!json_object_object_get_ex(manifest->json, "layers", &layers) ||
		!json_object_is_type(layers, json_type_array))
		return "it has no config or no layers";
	fault = blob_read(&manifest->config, config);
	manifest->layer_count = json_object_array_length(layers);
	if (manifest->layer_count > MOST_LAYERS)
		return "it has more than 128 layers";
	for (size_t i = 0; i < manifest->layer_count && !fault; i++) {
		fault = blob_read(&manifest->layers[i],
			json_object_array_get_idx(layers, i));
		if (!fault && !layer_type_fits(manifest->layers[i].type))
			fault = "a layer of it is no tar";
	}
	return fault;
}

const char *manifest_read_config(struct manifest *manifest, const char *text)
{
	struct json_object *rootfs, *ids = NULL, *id;

	manifest->config_json = json_tokener_parse(text);
	if (!json_object_is_type(manifest->config_json, json_type_object))
		return "its config is no JSON object";
	if (!json_object_object_get_ex(
		    manifest->config_json, "rootfs", &rootfs) ||
		!json_object_object_get_ex(rootfs, "diff_ids", &ids) ||
		!json_object_is_type(ids, json_type_array) ||
		json_object_array_length(ids) != manifest->layer_count)
		return "its config has another number of layers";
	for (size_t i = 0; i < manifest->layer_count; i++) {
		id = json_object_array_get_idx(ids, i);
		if (!json_object_is_type(id, json_type_string) ||
			!digest_fits(json_object_get_string(id)))
			return "its config has a layer without a digest";
		manifest->diff_ids[i] = json_object_get_string(id);
	}
	return NULL;
}

void manifest_free(struct manifest *manifest)
{
	json_object_put(manifest->json);
	json_object_put(manifest->config_json);
	manifest->json = manifest->config_json = NULL;
}

/* The text of a file among the images; NULL: it cannot be read. */
static char *manifest_text(const char *directory, const char *id)
{
	char path[DEPOT_NAME];

	snprintf(path, sizeof(path), "%s/%s", directory, digest_hex(id));
	return read_all_at(depot_open(), path);
}

static const char *manifest_load(const char *id, struct manifest *manifest)
{
	char *text = manifest_text("ids", id), *config = NULL;
	char digest[LONGEST_DIGEST];
	const char *fault = "its manifest cannot be read";

	*manifest = (struct manifest){ 0 };
	if (text)
		fault = manifest_read(manifest, text);
	if (!fault && strcmp(manifest->config.digest, id))
		fault = "its manifest is another one's";
	if (!fault) {
		config = manifest_text("blobs", id);
		digest_of(config ? config : "", config ? strlen(config) : 0,
			digest);
		fault = strcmp(digest, id) ? "its config is not what it was"
					   : NULL;
	}
	if (!fault)
		fault = manifest_read_config(manifest, config);
	free(text);
	free(config);
	return fault;
}

const char *manifest_of(const char *id, struct manifest *manifest, int *lock)
{
	char path[DEPOT_NAME];
	int fd;

	*manifest = (struct manifest){ 0 };
	snprintf(path, sizeof(path), "ids/%s", digest_hex(id));
	fd = depot_hold(path, LOCK_SH);
	if (fd < 0)
		return errno == ENOENT ? "" : strerror(errno);
	if (lock)
		*lock = fd;
	else
		close(fd);
	return manifest_load(id, manifest);
}
