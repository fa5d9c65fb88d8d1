/* image.h - a directory as a file system in a file, made once. */
/* SPDX-License-Identifier: MIT */
#ifndef IMAGE_H
#define IMAGE_H

#include <stdint.h>

#include "overlay.h"

/*
 * Host side. See to it that the file "image" of the layer holds a file system
 * with all that the root has. It is a hard link to the one that was made for
 * the layer before, if the root has not changed since. Returns its size in
 * sectors of 512 bytes.
 */
uint64_t image_make(const struct overlay *overlay);

/* Either side. Mount that file system from `device`, nowhere yet. -1, errno */
int image_mount(const char *device, unsigned int attributes);

#endif
