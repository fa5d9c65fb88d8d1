/* entry.h - one entry of a tar, made in a directory that it cannot leave. */
/* SPDX-License-Identifier: MIT */
#ifndef ENTRY_H
#define ENTRY_H

#include <archive.h>
#include <archive_entry.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#define WHITEOUT ".wh."
#define OPAQUE ".wh..wh..opq"

/* Where a tar is unpacked. All fields but `root` are our own. */
struct site {
	int root;

	int parent; /* the directory that the last entry was in; -1: none */
	char parent_path[PATH_MAX];
	long long size; /* bytes written */
	struct dated {
		char *path;
		struct timespec time;
	} * dated; /* directories: all in them is made first */
	size_t dated_count, dated_room;
};

/* Everything here is either side. What cannot be made ends in die(). */

/* Make `entry`, with its contents from `archive`. */
void entry_make(struct site *site, struct archive *archive,
	struct archive_entry *entry);

/* All have been made: give directories their times. */
void site_finish(struct site *site);

/*
 * The directory that holds `path`, made where missing, and in `*name` the last
 * part of it. "" and "." are the root itself. openat2(2), since Linux 5.6
 */
int site_parent(struct site *site, const char *path, const char **name);

/* Remove the file or tree `name`, so that another one can take its place. */
void site_clear(
	struct site *site, int parent, const char *name, const char *path);

/* `path` without what does not matter, in a static buffer; dies if it leads
 * out. */
const char *site_clean(const char *path);

/* May an extended attribute of a stranger's be set? xattr(7) */
bool entry_takes_attribute(const char *name);

/* Mark the directory `name`: nothing of lower layers shows in it. */
void site_opaque(int parent, const char *name, const char *path);

#endif
