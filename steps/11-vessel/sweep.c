/* sweep.c - what nobody makes any more, and what no image has. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

#include "container.h"
#include "depot.h"
#include "digest.h"
#include "manifest.h"
#include "tags.h"

enum { MOST_DEAD = 256 }; /* at a time; the next command takes the rest */

struct sweep {
	struct json_object *used; /* the digests that images have, as a set */
	bool broken;              /* one is, and could have had anything */
	char dead[MOST_DEAD][DEPOT_NAME];
	int locks[MOST_DEAD];
	size_t dead_count;
};

static void sweep_use(struct sweep *sweep, const char *digest)
{
	json_object_object_add(sweep->used, digest_hex(digest), NULL);
}

static void sweep_image(const char *hex, void *argument)
{
	char id[LONGEST_DIGEST + 1];
	struct sweep *sweep = argument;
	struct manifest manifest;
	const char *fault;

	snprintf(id, sizeof(id), DIGEST_PREFIX "%.64s", hex);
	if (!digest_fits(id))
		return;
	fault = manifest_of(id, &manifest, NULL);
	if (fault && *fault)
		warn_lines("remove it: 'vessel rmi -f'; until then, nothing is"
			   " thrown away",
			"the image %.12s is broken: %s", hex, fault);
	sweep->broken |= fault && *fault;
	sweep_use(sweep, id);
	for (size_t i = 0; i < manifest.layer_count && !fault; i++) {
		sweep_use(sweep, manifest.layers[i].digest);
		sweep_use(sweep, manifest.diff_ids[i]);
	}
	manifest_free(&manifest);
}

static bool sweep_has(const struct sweep *sweep, const char *hex)
{
	return sweep->broken ||
	       json_object_object_get_ex(sweep->used, hex, NULL);
}

/* (Who pulls has links of his own to the blobs that he counts on.) */
static void sweep_blob(const char *hex, void *argument)
{
	char path[DEPOT_NAME];

	snprintf(path, sizeof(path), "blobs/%s", hex);
	if (!sweep_has(argument, hex))
		unlinkat(depot_open(), path, 0);
}

/* Nobody has it locked: it is ours, to be removed when others may go on. */
static void sweep_die(struct sweep *sweep, const char *path)
{
	struct stat status;
	int lock;

	if (sweep->dead_count == MOST_DEAD)
		return;
	if (fstatat(depot_open(), path, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		!S_ISDIR(status.st_mode))
		unlinkat(depot_open(), path, 0); /* a link half made */
	lock = depot_hold(path, LOCK_EX | LOCK_NB);
	if (lock < 0)
		return;
	sweep->locks[sweep->dead_count] = lock;
	snprintf(sweep->dead[sweep->dead_count++], DEPOT_NAME, "%s", path);
}

static void sweep_new(const char *name, void *argument)
{
	char path[DEPOT_NAME];

	snprintf(path, sizeof(path), "new/%s", name);
	sweep_die(argument, path);
}

static void sweep_layer(const char *hex, void *argument)
{
	char path[DEPOT_NAME], dead[DEPOT_NAME];
	struct sweep *sweep = argument;
	size_t before = sweep->dead_count;

	if (sweep_has(sweep, hex))
		return;
	snprintf(path, sizeof(path), "layers/%s", hex);
	sweep_die(sweep, path);
	if (sweep->dead_count == before)
		return;
	/* Whoever wants this layer makes it anew. */
	snprintf(dead, sizeof(dead), "new/%s", hex);
	if (renameat(depot_open(), path, depot_open(), dead) == 0)
		memcpy(sweep->dead[before], dead, sizeof(dead));
	else
		close(sweep->locks[--sweep->dead_count]);
}

static void sweep_link(const char *directory, const char *name)
{
	char path[DEPOT_NAME], id[LONGEST_DIGEST], target[DEPOT_NAME];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	if (depot_link_read(path, id)) {
		snprintf(target, sizeof(target), "ids/%s", digest_hex(id));
		if (faccessat(depot_open(), target, F_OK,
			    AT_SYMLINK_NOFOLLOW) == 0)
			return;
	}
	unlinkat(depot_open(), path, 0);
}

static void sweep_name(const char *name, void *argument)
{
	(void)argument;
	sweep_link("names", name);
}

static void sweep_source(const char *name, void *argument)
{
	(void)argument;
	sweep_link("sources", name);
}

void depot_sweep(void (*tell)(const char *what, const char *name))
{
	struct sweep *sweep = calloc(1, sizeof(*sweep));

	if (!sweep)
		die("malloc", "cannot keep the list of images in memory");
	sweep->used = json_object_new_object();
	depot_lock();
	depot_each("ids", sweep_image, sweep);
	depot_each("names", sweep_name, sweep);
	depot_each("sources", sweep_source, sweep);
	depot_each("blobs", sweep_blob, sweep);
	depot_each("new", sweep_new, sweep);
	depot_each("layers", sweep_layer, sweep);
	depot_unlock();
	for (size_t i = 0; i < sweep->dead_count; i++) {
		if (tell)
			tell("what was left of an image,",
				strchr(sweep->dead[i], '/') + 1);
		depot_remove(sweep->dead[i]);
		close(sweep->locks[i]);
	}
	json_object_put(sweep->used);
	free(sweep);
}
