/* device.h - the nodes in a guest's /dev. */
/* SPDX-License-Identifier: MIT */
#ifndef DEVICE_H
#define DEVICE_H

#include "rootfs.h"

/*
 * Guest side, before the pivot. Fill the /dev below `root` with `devices` and
 * with the links that programs expect beside them. mknod(2) If `borrowed`, they
 * are the host's own nodes, bound there.
 */
void devices_make(int root, const struct device *devices, bool borrowed);

/*
 * Guest side, then. Add `devices`; one in the place of another replaces it.
 */
void devices_give(int root, const struct device *devices, bool borrowed);

/* Guest side. A descriptor of the host's node, if it is that device indeed. */
int device_of_host(const struct device *device);

#endif
