/* draft.h - an image that is being made, before it is put in the depot. */
/* SPDX-License-Identifier: MIT */
#ifndef DRAFT_H
#define DRAFT_H

#include <json-c/json.h>
#include <stdbool.h>

#include "depot.h"
#include "manifest.h"

struct draft {
	int own;                 /* our directory, */
	char name[DEPOT_NAME];   /* called so */
	const char *what;        /* for messages: "debian:latest" */
	char id[LONGEST_DIGEST]; /* when it is whole */
	struct draft_layer {
		struct blob blob;
		char diff_id[LONGEST_DIGEST];
		int lock;      /* it was in the depot before; -1: it is new */
	} layers[MOST_LAYERS]; /* the bottom one first */
	size_t layer_count;
};

/* Everything here is host side, and dies with one line. */

/* Begin: nothing of it is to be seen until draft_commit(), and nothing else of
 * it is left after depot_drop(). */
void draft_begin(struct draft *draft, const char *what);

/* A new file of ours, to be a blob, with this text or nothing in it yet. */
int draft_file(const struct draft *draft, const char *name);
void draft_text(const struct draft *draft, const char *text,
	char digest[static LONGEST_DIGEST]);

/*
 * A layer of somebody else's: the blob has been put among our files as its
 * digest. Both digests are verified. Unpacks it, if it is not in the depot.
 */
void draft_add(
	struct draft *draft, const struct blob *blob, const char *diff_id);

/* A layer of our own: the tar in our file `name`, whatever its digest is. */
void draft_add_own(struct draft *draft, const char *name);

/* The layers of an image in the depot, below all others. */
void draft_add_image(struct draft *draft, const struct manifest *manifest);

/*
 * Write config (which gets "rootfs") and manifest of an image of our own. The
 * manifest's text, to be freed.
 */
char *draft_describe(struct draft *draft, struct json_object *config);

/* All of it is there: put it in the depot. `manifest` is its text. `named` is
 * called meanwhile, to give it names; NULL: it has none. */
void draft_commit(struct draft *draft, const char *manifest,
	void (*named)(const char *id, void *argument), void *argument);

#endif
