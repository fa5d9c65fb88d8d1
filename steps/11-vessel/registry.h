/* registry.h - what a registry is asked, by skopeo. */
/* SPDX-License-Identifier: MIT */
#ifndef REGISTRY_H
#define REGISTRY_H

#include "draft.h"
#include "reference.h"

/* One image that is asked for. */
struct registry {
	const struct reference *reference;
	char *full, *doing;            /* "docker.io/...", "pull '...'" */
	char digest[LONGEST_DIGEST];   /* of what the name means there */
	char manifest[LONGEST_DIGEST]; /* of the image for this machine */
	struct manifest offered;
	struct draft draft;
};

/* Everything here is host side, and dies with one line. */

/* From the name to the manifest for this machine, each step verified. */
void registry_resolve(struct registry *registry);

/*
 * Fetch that into the OCI layout `directory`, whose path is `path`, but for
 * what is there already. `missing` bytes are to come.
 */
void registry_fetch(const struct registry *registry, int directory,
	const char *path, long long missing);

/* What has come is not what was said. */
_Noreturn void registry_fail(
	const struct registry *registry, const char *fault);

#endif
