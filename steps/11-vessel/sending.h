/* sending.h - one file becomes an entry of a tar stream. */
/* SPDX-License-Identifier: MIT */
#ifndef SENDING_H
#define SENDING_H

#include "parcel.h"
#include "path.h"

struct sending {
	const struct parcel *parcel;
	struct archive *archive;
	struct archive_entry_linkresolver *links;
	const char *source; /* as people call it */
	const char *top;    /* its name in the stream */
	struct path path;   /* and from there to where we are */
	bool changed;       /* a file became shorter while it was read */
};

/* Everything here is either side. */

_Noreturn void sending_die(const struct sending *sending, const char *what);

/* Die if `result`, of libarchive's, is an error. archive_util(3) */
void sending_check(const struct sending *sending, long result);

/* What the file open as `fd` has beside its contents. xattr(7) */
void sending_attributes(
	const struct sending *sending, int fd, struct archive_entry *entry);

/* Where there is something in it; what is not listed is a hole. lseek(2) */
void sending_holes(int fd, off_t size, struct archive_entry *entry);

/* All of them, when the entry has been written. */
void sending_contents(
	struct sending *sending, int fd, struct archive_entry *entry);

/* Where the link open as `fd` leads to. */
void sending_link(
	const struct sending *sending, int fd, struct archive_entry *entry);

#endif
