/* manifest.h - what an image is made of: its layers, and its config. */
/* SPDX-License-Identifier: MIT */
#ifndef MANIFEST_H
#define MANIFEST_H

#include <json-c/json.h>

#include "image.h"

/* One of its parts, as a registry has it. */
struct blob {
	char digest[LONGEST_DIGEST];
	long long size;   /* bytes */
	const char *type; /* "application/vnd.oci.image.layer.v1.tar+gzip" */
};

struct manifest {
	struct json_object *json, *config_json;  /* the texts, parsed */
	struct blob config, layers[MOST_LAYERS]; /* the bottom one first */
	const char *diff_ids[MOST_LAYERS];       /* those of their tars */
	size_t layer_count;
};

enum { MOST_MANIFEST = 4 << 20 }; /* bytes; docker's limit as well */

/*
 * Everything here is host side. Somebody else may have written these texts.
 * Returns NULL, or what is wrong with it. What the struct points to lives until
 * manifest_free(), whether or not there was a fault.
 * https://github.com/opencontainers/image-spec/blob/main/manifest.md
 */
const char *manifest_read(struct manifest *manifest, const char *text);
const char *manifest_read_config(struct manifest *manifest, const char *text);
void manifest_free(struct manifest *manifest);

/* A descriptor of a blob: digest, size, mediaType. */
const char *blob_read(struct blob *blob, struct json_object *json);

/*
 * Of the images in an index, the one for this machine: in `blob`. One that says
 * nothing of a platform is for all.
 */
const char *index_choose(struct json_object *index, struct blob *blob);

/* Is it a list of images? Then it has "manifests". */
struct json_object *index_read(const char *text);

/* What our machine is called there: "amd64". */
const char *platform_machine(void);

/*
 * The image with that id in the depot. Its lock is kept open in `*lock` if that
 * is not NULL. NULL, or what is wrong: "" if there is none.
 */
const char *manifest_of(const char *id, struct manifest *manifest, int *lock);

#endif
