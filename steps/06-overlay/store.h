/* store.h - the directory in which all layers lie. */
/* SPDX-License-Identifier: MIT */
#ifndef STORE_H
#define STORE_H

#include "overlay.h"

/*
 * Host side. Open the directory of all layers as overlay->layers, made where
 * missing and closed to all others. A layer that is thrown away can do without
 * it: then -1 where there is no place for it.
 */
void store_open(struct overlay *overlay);

/* Host side. Die if others can enter `directory`, which is at `path`. */
void store_check(int directory, const char *path);

/* Host side. Remove it if nothing is in it any more, and close it. */
void store_close(struct overlay *overlay);

/* Host side. Its path, in a static buffer; NULL: this user has no home. */
const char *store_path(const struct overlay *overlay);

#endif
