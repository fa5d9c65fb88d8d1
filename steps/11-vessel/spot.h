/* spot.h - where one entry of a tar goes. */
/* SPDX-License-Identifier: MIT */
#ifndef SPOT_H
#define SPOT_H

#include <archive.h>
#include <archive_entry.h>
#include <limits.h>
#include <sys/types.h>

/* Where it goes: a name in a directory; and the same in full, for messages. */
struct spot {
	struct site *site;
	int parent;
	const char *name;
	char path[PATH_MAX];
};

/* Either side; both of them. Give it owner, mode, attributes and times; `fd` is
 * it, or -1. */
void spot_finish(const struct spot *spot, int fd, struct archive_entry *entry);

/* Host side. The contents of a file, which is `size` bytes long. */
void spot_fill(
	const struct spot *spot, int fd, struct archive *archive, off_t size);

#endif
