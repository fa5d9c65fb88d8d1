/* jail.h - a new root directory, the old way. */
/* SPDX-License-Identifier: MIT */
#ifndef JAIL_H
#define JAIL_H

/*
 * Guest side. Make `rootfs` the root directory of this process and stand in
 * it. Whoever is root inside can walk out again. chroot(2)
 */
void jail_enter(const char *rootfs);

#endif
