/* unpack.h - a layer: from the tar that somebody sent, to a directory. */
/* SPDX-License-Identifier: MIT */
#ifndef UNPACK_H
#define UNPACK_H

#include <stdbool.h>

#include "image.h"

struct unpack {
	const char *what; /* for messages: "layer 0123456789ab" */
	int file;         /* a tar, as it is or packed by gzip, zstd... */
	int root;         /* an empty directory */
	bool is_whole;    /* a digest will tell whether the tar is */

	char digest[LONGEST_DIGEST];  /* what became of it: of the file */
	char diff_id[LONGEST_DIGEST]; /* of the tar */
	long long length, size;       /* bytes of the file, of its files */
};

/*
 * Host side. Unpack a file that nobody vouches for, in a child. Nothing in it
 * can come out of the directory: what leads out is refused, and links are
 * followed as a guest would in there. Whiteouts become those of an overlay.
 * Dies with one line. https://github.com/opencontainers/image-spec/blob/main/
 * layer.md, tar(5)
 */
void unpack_run(struct unpack *unpack);

#endif
