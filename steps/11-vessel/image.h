/* image.h - what a container starts from: files, and what to run. */
/* SPDX-License-Identifier: MIT */
#ifndef IMAGE_H
#define IMAGE_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

enum { MOST_LAYERS = 128, LONGEST_DIGEST = 72 }; /* "sha256:" and 64 digits */

/* Everything here is host side. */

struct image {
	char id[LONGEST_DIGEST]; /* "sha256:..."; "": a directory */
	const char *reference;   /* "debian:latest"; the path */
	const char
		*layers[MOST_LAYERS + 1]; /* directories, the top one first */
	size_t layer_count;               /* one at least */
	struct json_object *config; /* OCI image config's "config" or NULL:
				       Env, Entrypoint, Cmd, WorkingDir, User,
				       StopSignal, Labels, ExposedPorts */
};

/*
 * When an image is got from its registry: if it is not here, whether or not it
 * is here, or never.
 */
enum pull { PULL_MISSING, PULL_ALWAYS, PULL_NEVER };

/*
 * The image that `word` names: a path, which begins with '/' or '.', of a root
 * directory, a tar, an OCI layout or an archive of docker's; or a name, or an
 * id. Dies with one line. From here until this process ends, or
 * image_release(), nobody removes it.
 */
void image_find(struct image *image, const char *word, enum pull pull);
void image_release(void);

/* Remove what was half made, and images that nothing names or uses; `tell` is
 * called for each. */
void image_gc(void (*tell)(const char *what, const char *name));

#endif
