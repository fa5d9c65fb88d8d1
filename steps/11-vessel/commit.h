/* commit.h - what a container has written becomes an image. */
/* SPDX-License-Identifier: MIT */
#ifndef COMMIT_H
#define COMMIT_H

#include <stdbool.h>

#include "change.h"
#include "container.h"
#include "draft.h"
#include "reference.h"

struct commit {
	struct container container;
	struct change changes;
	const struct reference *reference; /* NULL: it gets no name */
	struct draft draft;
	struct json_object *config; /* of the new image */
	bool pause;
};

/*
 * Host side. Put all layers into commit->draft: those of the image that it was
 * made of, whose config is `base` (NULL: of a directory), and its own.
 */
void commit_add_layers(struct commit *commit, const struct json_object *base);

#endif
