/* depot.h - the directory DATA/images, and who may change what in it. */
/* SPDX-License-Identifier: MIT */
#ifndef DEPOT_H
#define DEPOT_H

#include <stdbool.h>
#include <stddef.h>

#include "image.h"

/*
 * blobs/HEX         what registries have: layers as they come, and configs
 * layers/HEX/root   a layer unpacked, by the digest of its tar; .../size
 * ids/HEX           an image, by the digest of its config: its manifest
 * names/NAME        a link to the id, '%' for '/' in NAME
 * sources/FACTS     a link to the id that the file with these facts was
 * new/X             what somebody is making; locked as long as he lives
 *
 * What has been made is renamed to its place, under depot_lock(). Nobody waits
 * long for that. Whoever uses an image or a layer for longer has a shared lock
 * on it; who removes it wants another one.
 */

enum { DEPOT_NAME = 320 }; /* longest path below it */

/* Everything here is host side. */

/* Open it, made where missing; the same descriptor again later. */
int depot_open(void);

/* One change at a time. flock(2) */
void depot_lock(void);
void depot_unlock(void);

/*
 * A new directory of ours, "new/X" in `name`, thrown away by depot_drop(), by
 * undo_all(), or when we are dead by the next command. Returns a descriptor.
 */
int depot_new(char name[static DEPOT_NAME]);
void depot_drop(void);

/*
 * Open `path` and lock it (LOCK_SH, LOCK_EX, LOCK_NB), if the name still leads
 * there then. -1 and errno: ENOENT, EWOULDBLOCK.
 */
int depot_hold(const char *path, int lock);

/* The path of a layer's "root", to be freed. */
char *depot_layer(const char *diff_id);

/* Call `each` for the names in the directory `path`. */
void depot_each(const char *path,
	void (*each)(const char *name, void *argument), void *argument);

/* The id that the link `path` has, false: there is none. Make it one, whatever
 * was there. */
bool depot_link_read(const char *path, char id[static LONGEST_DIGEST]);
void depot_link(const char *path, const char *id);

/* Remove a directory with all in it, whose ever the files are. */
void depot_remove(const char *path);

/* Remove what nobody makes any more, and what no image has; `tell` of it, if it
 * is not NULL. */
void depot_sweep(void (*tell)(const char *what, const char *name));

#endif
