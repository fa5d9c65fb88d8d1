/* loose.h - a guest's root that is mounted nowhere until the guest does it. */
/* SPDX-License-Identifier: MIT */
#ifndef LOOSE_H
#define LOOSE_H

#include <stdbool.h>

#include "overlay.h"

/*
 * Host side. What the directory `fd` shows, mounted nowhere, its files with the
 * owners that they have for the guest; with what is mounted in it for --storage
 * none alone. -1 and errno if a file system cannot.
 */
int loose_shown(const struct overlay *overlay, int fd);

/* Host side. Can it? */
bool loose_can(const struct overlay *overlay, int fd);

/* Guest side. Hang up overlay->tree, and go there. Returns its path. */
const char *loose_mount(const struct overlay *overlay);

#endif
