/* maps.h - a child's maps are written. */
/* SPDX-License-Identifier: MIT */
#ifndef MAPS_H
#define MAPS_H

#include "userns.h"

/*
 * Host side. Write both maps of our child `pid`, ourselves where the kernel
 * lets us. user_namespaces(7)
 */
void maps_write(const struct userns *userns, pid_t pid);

/* Host side. Is it just the own id `id`, which anybody may map to anything? */
bool map_is_own(const struct idmap *map, unsigned long id);

#endif
