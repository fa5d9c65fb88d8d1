/* draft.c - an image that is being made, before it is put in the depot. */
/* SPDX-License-Identifier: MIT */
#include "draft.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

#include "digest.h"
#include "unpack.h"

void draft_begin(struct draft *draft, const char *what)
{
	static char top[DEPOT_NAME];
	static int number, directory = -1;

	*draft = (struct draft){ .what = what };
	if (directory < 0)
		directory = depot_new(top);
	snprintf(draft->name, DEPOT_NAME, "%.64s/%d", top, ++number);
	if (mkdirat(depot_open(), draft->name, 0700) < 0)
		die("mkdir", "cannot make room for '%s'", what);
	draft->own = openat(
		depot_open(), draft->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (draft->own < 0)
		die("open", "cannot make room for '%s'", what);
}

int draft_file(const struct draft *draft, const char *name)
{
	int fd = openat(
		draft->own, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		die("open", "cannot make a file for '%s'", draft->what);
	return fd;
}

void draft_text(const struct draft *draft, const char *text,
	char digest[static LONGEST_DIGEST])
{
	size_t length = strlen(text);

	digest_of(text, length, digest);
	unlinkat(draft->own, digest_hex(digest), 0);
	close(draft_file(draft, digest_hex(digest)));
	if (write_at(draft->own, digest_hex(digest), "%s", text) < 0)
		die("write", "cannot write down what '%s' is", draft->what);
}

static _Noreturn void draft_lied(
	const struct draft *draft, const struct blob *blob, const char *how)
{
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "it was damaged on its way, or somebody lies:"
			       " get it again" },
		"layer %.12s of '%s' %s", digest_hex(blob->digest), draft->what,
		how);
}

static int draft_open(const struct draft *draft, const char *name)
{
	int fd = openat(draft->own, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		die("open", "cannot read a layer of '%s'", draft->what);
	return fd;
}

/* Its files are in the depot: only the blob is to be looked at. */
static void draft_verify(const struct draft *draft, const struct blob *blob)
{
	char digest[LONGEST_DIGEST];
	long long length;
	int fd = draft_open(draft, digest_hex(blob->digest));

	if (digest_of_file(fd, digest, &length) < 0)
		die("read", "cannot read a layer of '%s'", draft->what);
	close(fd);
	if (strcmp(digest, blob->digest) != 0 || length != blob->size)
		draft_lied(draft, blob, "is not what it is said to be");
}

/* Unpack our file `name` into "layer-N". */
static struct unpack draft_unpack(
	const struct draft *draft, const char *name, bool is_whole)
{
	char what[64 + 256], path[64];
	struct unpack unpack = { .what = what, .is_whole = is_whole };

	snprintf(what, sizeof(what), "layer %zu of '%.256s'",
		draft->layer_count + 1, draft->what);
	snprintf(path, sizeof(path), "layer-%zu", draft->layer_count);
	if (mkdirat(draft->own, path, 0700) < 0)
		die("mkdir", "cannot make a directory for %s", what);
	snprintf(path, sizeof(path), "layer-%zu/root", draft->layer_count);
	if (mkdirat(draft->own, path, 0755) < 0)
		die("mkdir", "cannot make a directory for %s", what);
	unpack.file = draft_open(draft, name);
	unpack.root =
		openat(draft->own, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	unpack_run(&unpack);
	close(unpack.file);
	close(unpack.root);
	unpack.what = NULL;
	return unpack;
}

/* What `images` shows as its size, beside its files. */
static void draft_note_size(const struct draft *draft, long long size)
{
	char path[64];

	snprintf(path, sizeof(path), "layer-%zu/size", draft->layer_count);
	close(draft_file(draft, path));
	if (write_at(draft->own, path, "%lld\n", size) < 0)
		die("write", "cannot write down how large '%s' is",
			draft->what);
}

static int draft_hold(const char *diff_id)
{
	char path[DEPOT_NAME];

	snprintf(path, sizeof(path), "layers/%s", digest_hex(diff_id));
	return depot_hold(path, LOCK_SH | LOCK_NB);
}

static struct draft_layer *draft_next(struct draft *draft)
{
	if (draft->layer_count == MOST_LAYERS)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"'%s' would have more than %d layers", draft->what,
			MOST_LAYERS);
	return &draft->layers[draft->layer_count];
}

void draft_add(
	struct draft *draft, const struct blob *blob, const char *diff_id)
{
	struct draft_layer *layer = draft_next(draft);
	struct unpack unpack;

	layer->blob = *blob;
	snprintf(layer->diff_id, LONGEST_DIGEST, "%s", diff_id);
	layer->lock = draft_hold(diff_id);
	if (layer->lock >= 0) {
		draft_verify(draft, blob);
	} else {
		unpack = draft_unpack(draft, digest_hex(blob->digest), true);
		if (strcmp(unpack.digest, blob->digest) != 0 ||
			unpack.length != blob->size)
			draft_lied(draft, blob, "is not what it is said to be");
		if (strcmp(unpack.diff_id, diff_id) != 0)
			draft_lied(draft, blob,
				"holds another tar than its image says");
		draft_note_size(draft, unpack.size);
	}
	draft->layer_count++;
}

/* How a file is packed, by its first bytes. */
static const char *draft_type(const struct draft *draft, const char *name)
{
	unsigned char head[4] = { 0 };
	int fd = draft_open(draft, name);

	if (read(fd, head, sizeof(head)) < 0)
		die("read", "cannot read '%s'", draft->what);
	close(fd);
	if (head[0] == 0x1f && head[1] == 0x8b)
		return "application/vnd.oci.image.layer.v1.tar+gzip";
	if (!memcmp(head, "\x28\xb5\x2f\xfd", 4))
		return "application/vnd.oci.image.layer.v1.tar+zstd";
	return "application/vnd.oci.image.layer.v1.tar";
}

void draft_add_own(struct draft *draft, const char *name)
{
	struct draft_layer *layer = draft_next(draft);
	struct unpack unpack = draft_unpack(draft, name, false);

	layer->blob.size = unpack.length;
	layer->blob.type = draft_type(draft, name);
	layer->lock = -1;
	memcpy(layer->blob.digest, unpack.digest, LONGEST_DIGEST);
	memcpy(layer->diff_id, unpack.diff_id, LONGEST_DIGEST);
	draft_note_size(draft, unpack.size);
	if (renameat(draft->own, name, draft->own, digest_hex(unpack.digest)) <
		0)
		die("rename", "cannot keep a layer of '%s'", draft->what);
	draft->layer_count++;
}

void draft_add_image(struct draft *draft, const struct manifest *manifest)
{
	struct draft_layer *layer;

	for (size_t i = 0; i < manifest->layer_count; i++) {
		layer = draft_next(draft);
		layer->blob = manifest->layers[i];
		layer->blob.type = strdup(layer->blob.type);
		snprintf(layer->diff_id, LONGEST_DIGEST, "%s",
			manifest->diff_ids[i]);
		layer->lock = draft_hold(layer->diff_id);
		if (layer->lock < 0)
			die("open", "cannot use layer %.12s of '%s'",
				digest_hex(layer->diff_id), draft->what);
		draft->layer_count++;
	}
}
