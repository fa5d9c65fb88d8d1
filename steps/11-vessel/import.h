/* import.h - images out of files. */
/* SPDX-License-Identifier: MIT */
#ifndef IMPORT_H
#define IMPORT_H

#include <json-c/json.h>

#include "change.h"
#include "draft.h"
#include "image.h"
#include "reference.h"

struct import {
	const char *path;
	const struct reference *reference; /* NULL: what it says itself */
	bool nameless;                     /* not even that */
	const struct change *changes;
	struct draft draft;
	char id[LONGEST_DIGEST]; /* of the last one */
	void (*told)(const char *id);
};

/*
 * Host side. The image in the tar, OCI layout or archive `path`, put on the
 * depot without a name: its id. The same file again, unchanged, is known.
 */
void import_path(const char *path, char id[static LONGEST_DIGEST]);

/* Host side. It cannot be: why. */
_Noreturn void import_fail(const struct import *import, const char *why);

/* Host side. The draft is whole: its manifest, and what it calls itself, an
 * array or NULL. */
void import_finish(
	struct import *import, const char *manifest, struct json_object *names);

/* Host side. All of a layout, or the one that is called `name` there. */
void import_layout(
	struct import *import, int layout, const char *name, bool is_ours);

/* Host side. What `docker save` writes: the open tar, and the list in it. */
void import_docker(struct import *import, int file, struct json_object *list);

/* Host side. The list of such an archive, unpacked; NULL: it is none. */
struct json_object *import_docker_list(int root);

#endif
