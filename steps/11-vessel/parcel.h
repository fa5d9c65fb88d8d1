/* parcel.h - files on their way between two roots, as a tar stream. */
/* SPDX-License-Identifier: MIT */
#ifndef PARCEL_H
#define PARCEL_H

#include <archive.h>
#include <archive_entry.h>
#include <stdbool.h>
#include <sys/types.h>

#include "idmap.h"

/*
 * Either side; all of it. Both ends may stand in a root that somebody else has
 * filled, and that changes while they look: nothing is opened but below a
 * descriptor, no link is followed there, and no library loads anything.
 */
struct parcel {
	int stream;     /* the tar stream: a pipe, or stdin, or stdout */
	int processes;  /* the host's /proc, for one's own descriptors */
	const char *as; /* what the source is called where it arrives; NULL:
			   what is in it arrives, or the stream has names */
	bool follows;   /* the source may be a link, and so may a target */
	bool whole;     /* owners, all bits of the mode, all attributes */
	bool letters;   /* names are UTF-8 here; else they are bytes */
	bool is_tar;    /* the stream is a person's, with names of its own */
	const struct idmap *uids, *gids; /* inside to outside; NULL: as is */
	bool leaves; /* those are for who packs: outside to inside */
};

/* Host side, before one of the ends is somewhere else. setlocale(3) */
void parcel_prepare(struct parcel *parcel);

/* Either side. Write `path` to the stream, and all that is below it. */
void parcel_pack(const struct parcel *parcel, const char *path);

/*
 * Either side. Read the stream to the end, into `path`, as docker-cp(1) has it:
 * a directory takes what comes, anything else is replaced by it.
 */
void parcel_unpack(const struct parcel *parcel, const char *path);

/* ------------------------------------------------- the ends, to each other */

/* Either side. Open `path`, itself or what it leads to, to look at it alone. */
int parcel_open(const char *path, bool follows);

/* Either side. Open for `flags` what is open as `fd` already. open(2) */
int parcel_reopen(const struct parcel *parcel, int fd, int flags);

/* Either side. Is that extended attribute one that travels? xattr(7) */
bool parcel_takes(const struct parcel *parcel, const char *name);

/* Either side. Whose it is on the other side; `id` if nobody is that there. */
uid_t parcel_owner(
	const struct parcel *parcel, const struct idmap *map, unsigned long id);

/*
 * Either side. The value of the attribute `name` for the other side, where the
 * users and groups in it are others. It stays ours until the next call.
 */
const void *parcel_rights(const struct parcel *parcel, const char *name,
	const void *value, size_t *size);

/* Either side. Where the arriving file is made, and what is to be its name. */
struct parcel_place {
	int directory;    /* open */
	const char *name; /* NULL: what comes goes into it */
	int file;         /* to be written to, where it is; -1 */
};

/* Either side. Where in `path` a directory, or anything else, is to go. */
struct parcel_place parcel_place_find(
	const struct parcel *parcel, const char *path, bool is_directory);

/* Either side. What an entry has beside its contents, onto the open `fd`. */
void parcel_attributes(
	const struct parcel *parcel, int fd, struct archive_entry *entry);

/* Either side. The owner of what is called `name` in `directory`, and its
 * time, where it cannot be opened. */
void parcel_attributes_at(const struct parcel *parcel, int directory,
	const char *base, struct archive_entry *entry);

#endif
