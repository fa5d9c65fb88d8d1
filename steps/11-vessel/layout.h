/* layout.h - OCI image layouts: directories that hold images. */
/* SPDX-License-Identifier: MIT */
#ifndef LAYOUT_H
#define LAYOUT_H

#include <json-c/json.h>
#include <stdbool.h>

#include "draft.h"
#include "manifest.h"

/*
 * Everything here is host side. Somebody else has filled it.
 * https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */

/* Is the directory `path`, or `directory`, one? */
bool layout_is(const char *path);
bool layout_is_at(int directory);

/* Is it such a path with the name of one image in it: DIR:NAME? */
bool layout_has_name(const char *path);

/* Open it; in `*name`, the name behind it or NULL. */
int layout_open(const char *path, const char **name);

/* Open a plain file in it; -1: a link that leads out, or a device, is none. */
int layout_file(int layout, const char *path);

/* The text of a plain file in it, to be freed; NULL: it is none, or longer than
 * any list of images. */
char *layout_small(int layout, const char *path);

/* Its index; dies if it has none. */
struct json_object *layout_index(int layout, const char *what);

/*
 * Put all of one image into `draft`, each part verified, and return the text of
 * its manifest, to be freed. An index is looked through for this machine.
 * `is_ours`: nobody else can change the files.
 */
char *layout_take(struct draft *draft, int layout,
	const struct blob *descriptor, bool is_ours);

#endif
