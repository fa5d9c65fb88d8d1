/* disk.h - containers as they stand on the disk. */
/* SPDX-License-Identifier: MIT */
#ifndef DISK_H
#define DISK_H

#include <stdbool.h>

#include "container.h"

/*
 * Everything here is host side. DATA/containers has a directory for each, with
 * its id for a name. With a dot before it, it is half made, or half removed,
 * and nobody finds it. The lock of a container is on its directory, so it
 * cannot go stale; it counts if the name still leads there.
 */
struct disk {
	int containers, runs; /* DATA/containers, RUN/containers */
};

void disk_begin(struct disk *disk);
void disk_end(const struct disk *disk);

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
bool disk_read(
	const struct disk *disk, struct container *container, const char *id);

/* What is wrong with the last one that was read: "'FILE' is empty", or NULL. */
const char *disk_fault(void);

/* Die because of that, or warn. */
_Noreturn void disk_broken(const char *id);
void disk_warn(const char *id);

/* Open the directories of one that was read; false: it has gone. */
bool disk_open(const struct disk *disk, struct container *container);

/* Forget what was read of it, but for its id. */
void disk_forget(struct container *container);

/*
 * Lock the directory `entry` in `containers`. A descriptor, or -1 and errno:
 * EWOULDBLOCK if we do not wait, ENOENT. flock(2)
 */
int disk_lock(int containers, const char *entry, bool waits);

/* Locked. Remove all there is of `id`, in whatever state it is. */
void disk_remove(const struct disk *disk, const char *id);

/* Remove RUN/containers/ID. */
void disk_rest(const struct disk *disk, const char *id);

/*
 * Remove what was left half made or half removed; `tell`, if there is one, is
 * called for each.
 */
void disk_sweep(const struct disk *disk, void (*tell)(const char *id));

/*
 * Its monitor was killed, or the machine went down with it: let `vessel end`
 * put that in order, and wait for it.
 */
void disk_settle(const struct container *container);

#endif
