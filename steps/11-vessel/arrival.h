/* arrival.h - a tar stream becomes files again, one by one. */
/* SPDX-License-Identifier: MIT */
#ifndef ARRIVAL_H
#define ARRIVAL_H

#include "parcel.h"

struct arrival {
	const struct parcel *parcel;
	struct archive *archive;
	const char *target;          /* as people call it */
	int top;                     /* all goes below */
	struct arrived *directories; /* finished when all is in them */
};

/* Everything here is either side. */

/* "'NAME' to 'TARGET'", for messages, in a static buffer. */
const char *arrival_called(const struct arrival *arrival, const char *name);

_Noreturn void arrival_die(const struct arrival *arrival, const char *name);
_Noreturn void arrival_refuse(
	const struct arrival *arrival, const char *name, const char *why);

/* The stream ends where it should not: who packs one of ours has said why. */
_Noreturn void arrival_broken(const struct arrival *arrival);

/* A name of the stream's without what cannot matter: "/", "./". */
const char *arrival_name(const struct arrival *arrival, const char *name);

/*
 * The directory below the top that `name` is in, made where missing, and in
 * `base` the rest of the name, which the caller frees. No link is followed.
 */
int arrival_parent(
	const struct arrival *arrival, const char *name, char **base);

/*
 * Make what `entry` is, as `base` in the open `parent`, with its contents.
 * Returns a descriptor of a file or a new directory, for its attributes; -1:
 * there is nothing more to do.
 */
int arrival_make(const struct arrival *arrival, int parent, const char *base,
	struct archive_entry *entry);

/* The contents alone, into an open file. */
void arrival_contents(
	const struct arrival *arrival, int fd, struct archive_entry *entry);

#endif
