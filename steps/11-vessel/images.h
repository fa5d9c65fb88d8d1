/* images.h - all that is in the depot, as a list. */
/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_H
#define IMAGES_H

#include <stdint.h>

#include "manifest.h"

/* An image, and each of its names a row. */
struct images_one {
	char id[LONGEST_DIGEST];
	char **names; /* full ones, without a digest */
	size_t name_count;
	struct manifest manifest;
	long long size, shared; /* bytes of files; of those, others' as well */
	int64_t created;        /* -1: it does not say */
};

struct images {
	struct images_one *all;
	size_t count;
	struct json_object *users; /* of a layer: how many images have it */
};

/* Host side. Fill the list, the newest first; what is broken is told of. */
void images_collect(struct images *images);

#endif
