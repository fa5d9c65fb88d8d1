/* lower.h - the directories that a layer lies on. */
/* SPDX-License-Identifier: MIT */
#ifndef LOWER_H
#define LOWER_H

#include "overlay.h"
#include "view.h"

/* Host side. Open the root and what --lower has, or die. */
void lowers_open(struct overlay *overlay, const char *rootfs);

/*
 * Host side. One of them once more, 0 for the root, without what is mounted in
 * it: an overlay does not show it either. (Who is not root sees that there is
 * something mounted.)
 */
int lower_alone(const struct overlay *overlay, size_t number);

/* Host side. All as one, as an overlay shows them; one alone as it is. */
void lowers_view(const struct overlay *overlay, struct view *view);

#endif
