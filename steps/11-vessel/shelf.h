/* shelf.h - containers as they stand on the disk. */
/* SPDX-License-Identifier: MIT */
#ifndef SHELF_H
#define SHELF_H

#include <stdbool.h>

#include "container.h"

/*
 * Everything here is host side. DATA/containers has a directory for each, with
 * its id for a name. With a dot before it, it is half made, or half removed,
 * and nobody finds it. The lock of a container is on its directory, so it
 * cannot go stale; it counts if the name still leads there.
 */
struct shelf {
	int containers, runs; /* DATA/containers, RUN/containers */
};

void shelf_begin(struct shelf *shelf);
void shelf_end(const struct shelf *shelf);

/* Is it a whole id? 64 digits */
bool id_is_whole(const char *word);

/* A new one. */
void id_make(char id[ID_LENGTH + 1]);

/*
 * The id that `word` means: a whole one, a name, or the beginning of one id;
 * false: none. Dies if it is the beginning of several.
 */
bool id_seek(const char *word, char id[ID_LENGTH + 1]);

/* Read all that there is of `id`, with nothing left open; false: it is gone. */
bool shelf_read(
	const struct shelf *shelf, struct container *container, const char *id);

/* What is wrong with the last one that was read: "'FILE' is empty", or NULL. */
const char *shelf_fault(void);

/* Die because of that, or warn. */
_Noreturn void shelf_broken(const char *id);
void shelf_warn(const char *id);

/* Open the directories of one that was read; false: it has gone. */
bool shelf_open(const struct shelf *shelf, struct container *container);

/* Forget what was read of it, but for its id. */
void shelf_forget(struct container *container);

/*
 * Lock the directory `entry` in `containers`. A descriptor, or -1 and errno:
 * EWOULDBLOCK if we do not wait, ENOENT. flock(2)
 */
int shelf_lock(int containers, const char *entry, bool waits);

/* Locked. Remove all there is of `id`, in whatever state it is. */
void shelf_remove(const struct shelf *shelf, const char *id);

/* Remove RUN/containers/ID. */
void shelf_rest(const struct shelf *shelf, const char *id);

/*
 * Remove what was left half made or half removed; `tell`, if there is one, is
 * called for each.
 */
void shelf_sweep(const struct shelf *shelf, void (*tell)(const char *id));

/*
 * Its monitor was killed, or the machine went down with it: let `vessel end`
 * put that in order, and wait for it.
 */
void shelf_settle(const struct container *container);

#endif
