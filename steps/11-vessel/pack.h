/* pack.h - tars, made of directories and of other tars. */
/* SPDX-License-Identifier: MIT */
#ifndef PACK_H
#define PACK_H

#include <archive.h>
#include <archive_entry.h>
#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

struct pack {
	const char *what;  /* for messages */
	const char *space; /* of an overlay's attributes: its upper directory,
			      with whiteouts; NULL: any other */
};

/*
 * Host side, dies with one line. Write a tar of the open `directory` to `file`,
 * in a child that may read all of it: what is mounted in it stays out, holes
 * stay holes, hard links stay links.
 */
void pack_directory(const struct pack *pack, int directory, int file);

/* Host side. Copy a tar, packed as images have it: not at all, or by gzip or
 * zstd. */
void pack_again(int from, int to, const char *what);

/* One that is being written. */
struct packing {
	const struct pack *pack;
	int directory, file;

	struct archive *out;
	struct archive_entry_linkresolver *links;
	char path[PATH_MAX]; /* of what is being packed, "" for the root */
	long long done;
};

/* Host side. What is written next: `entry`, of a file that was `found` with
 * O_PATH with its contents. */
void pack_write(struct packing *self, struct archive_entry *entry);
void pack_file(struct packing *self, int found, struct archive_entry *entry);

/* Host side. What it writes to takes no more: of `name`, say why. */
_Noreturn void pack_die(const struct packing *self, const char *name);

/* Host side. Give `entry` the extended attributes of the open file. */
void pack_attributes(
	const struct packing *self, int fd, struct archive_entry *entry);

#endif
