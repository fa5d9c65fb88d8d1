/* pull.h - an image is got from its registry. */
/* SPDX-License-Identifier: MIT */
#ifndef PULL_H
#define PULL_H

#include <stdbool.h>

#include "reference.h"

/*
 * Host side. Get it, with skopeo(1): its id in `id`. Nothing of it is believed:
 * digests and sizes are verified, and what it does not list is not taken. True:
 * it is new, or another one than before. Dies with one line.
 */
bool image_pull(
	const struct reference *reference, char id[static LONGEST_DIGEST]);

#endif
