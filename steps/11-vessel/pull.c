/* pull.c - an image is got from its registry. */
/* SPDX-License-Identifier: MIT */
#include "pull.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "undo.h"

#include "columns.h"
#include "command.h"
#include "container.h"
#include "digest.h"
#include "layout.h"
#include "progress.h"
#include "registry.h"
#include "tags.h"
#include "turn.h"

/* Blobs that are in the depot already need not come again. */
static long long pull_reuse(const struct registry *registry, int directory)
{
	const struct manifest *offered = &registry->offered;
	char ours[DEPOT_NAME], theirs[DEPOT_NAME];
	long long missing = offered->config.size;

	mkdirat(directory, "blobs", 0700);
	mkdirat(directory, "blobs/sha256", 0700);
	for (size_t i = 0; i < offered->layer_count; i++) {
		const char *hex = digest_hex(offered->layers[i].digest);

		snprintf(ours, sizeof(ours), "blobs/%s", hex);
		snprintf(theirs, sizeof(theirs), "blobs/sha256/%s", hex);
		if (linkat(depot_open(), ours, directory, theirs, 0) < 0)
			missing += offered->layers[i].size;
	}
	return missing;
}

/* skopeo may write the manifest anew, but not with other layers. */
static void pull_compare(const struct registry *registry)
{
	const struct draft *draft = &registry->draft;
	bool same = draft->layer_count == registry->offered.layer_count;

	for (size_t i = 0; i < draft->layer_count && same; i++)
		same = !strcmp(draft->layers[i].blob.digest,
			registry->offered.layers[i].digest);
	if (!same)
		registry_fail(registry, "its layers are not those it listed");
}

static void pull_name(const char *id, void *argument)
{
	struct registry *registry = argument;
	struct reference exact = *registry->reference;

	tag_set(registry->reference, id);
	memcpy(exact.digest, registry->digest, LONGEST_DIGEST);
	tag_set(&exact, id);
}

/* Have skopeo fetch it into our directory, and take it from there. */
static void pull_fetch(struct registry *registry)
{
	struct draft *draft = &registry->draft;
	struct json_object *index, *list, *row;
	char path[DEPOT_NAME + 16], *text;
	struct blob blob;
	long long missing;
	int layout;

	draft_begin(draft, reference_short(registry->full));
	mkdirat(draft->own, "oci", 0700);
	layout = openat(draft->own, "oci", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (layout < 0)
		die("mkdir", "cannot make room for '%s'", draft->what);
	snprintf(path, sizeof(path), "images/%s/oci", draft->name);
	missing = pull_reuse(registry, layout);
	registry_fetch(registry, layout, data_path(path), missing);
	index = layout_index(layout, draft->what);
	json_object_object_get_ex(index, "manifests", &list);
	row = json_object_array_get_idx(list, 0);
	if (!row || blob_read(&blob, row))
		registry_fail(registry, "nothing has come of it");
	text = layout_take(draft, layout, &blob, true);
	pull_compare(registry);
	draft_commit(draft, text, pull_name, registry);
	free(text);
	json_object_put(index);
	close(layout);
	depot_drop();
}

/* It may be here under another name, or have come while we waited. */
static bool pull_have(const struct reference *reference,
	const struct reference *exact, char id[static LONGEST_DIGEST])
{
	bool found;

	depot_lock();
	found = tag_find(exact, id);
	if (found)
		tag_set(reference, id);
	depot_unlock();
	return found;
}

bool image_pull(
	const struct reference *reference, char id[static LONGEST_DIGEST])
{
	struct registry registry = { .reference = reference };
	struct reference exact = *reference;
	char before[LONGEST_DIGEST] = "";
	int turn;

	depot_sweep(NULL);
	registry.full = reference_text(reference);
	if (asprintf(&registry.doing, "pull '%s'",
		    reference_short(registry.full)) < 0)
		die("malloc", "cannot pull an image");
	tag_find(reference, before);
	registry_resolve(&registry);
	memcpy(exact.digest, registry.digest, LONGEST_DIGEST);
	if (!pull_have(reference, &exact, id)) {
		turn = turn_take(&exact, registry.doing);
		if (!pull_have(reference, &exact, id)) {
			pull_fetch(&registry);
			memcpy(id, registry.draft.id, LONGEST_DIGEST);
		}
		close(turn);
	}
	manifest_free(&registry.offered);
	free(registry.full);
	free(registry.doing);
	return strcmp(id, before) != 0;
}

int command_pull(int argc, char **argv)
{
	bool quiet = false;
	const struct option_row options[] = {
		{ "quiet", 'q', NULL, "print the name alone", option_flag,
			&quiet },
		{ 0 },
	};
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options] NAME[:TAG|@DIGEST]",
			.about = "Get an image from its registry, by skopeo.",
			.more = "Without a registry it is docker.io, and"
				" without a tag, 'latest'. Who you are\nthere:"
				" 'skopeo login'.",
			.options = options,
		},
		argc, argv, 1, 1);
	struct reference reference;
	char id[LONGEST_DIGEST], *full;
	bool is_new;

	reference_take(&reference, words[0]);
	if (quiet)
		progress_never();
	is_new = image_pull(&reference, id);
	full = reference_text(&reference);
	if (!quiet)
		printf("Status: %s for %s\n",
			is_new ? "Downloaded newer image"
			       : "Image is up to date",
			reference_short(full));
	puts(full);
	undo_all();
	stdout_end();
	free(full);
	return EXIT_SUCCESS;
}
