/* layout.c - OCI image layouts: directories that hold images. */
/* SPDX-License-Identifier: MIT */
#include "layout.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "blame.h"
#include "die.h"
#include "file.h"

#include "contents.h"
#include "digest.h"

enum { MOST_NESTED = 4 };

bool layout_is_at(int directory)
{
	int fd = layout_file(directory, "oci-layout");

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

bool layout_is(const char *path)
{
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool is = fd >= 0 && layout_is_at(fd);

	if (fd >= 0)
		close(fd);
	return is;
}

/* The path in front of the name, which may have a ':' itself; NULL: none. */
static char *layout_path(const char *path, const char **name)
{
	char *copy = strdup(path);

	*name = NULL;
	if (!copy || layout_is(copy))
		return copy;
	for (char *colon = copy; (colon = strchr(colon, ':')); colon++) {
		*colon = '\0';
		if (layout_is(copy)) {
			*name = path + (colon - copy) + 1;
			return copy;
		}
		*colon = ':';
	}
	free(copy);
	return NULL;
}

bool layout_has_name(const char *path)
{
	const char *name;
	char *copy = layout_path(path, &name);

	free(copy);
	return copy && name;
}

int layout_open(const char *path, const char **name)
{
	char *copy = layout_path(path, name);
	int fd = open(copy ? copy : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		die_path("open", path, "cannot open the images in '%s'", path);
	free(copy);
	return fd;
}

static _Noreturn void layout_fail(const char *what, const char *fault)
{
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "whoever made it has made a mistake, or it was"
			       " damaged: get it again" },
		"cannot use the image '%s': %s", what, fault);
}

struct json_object *layout_index(int layout, const char *what)
{
	char *text = layout_small(layout, "index.json");
	struct json_object *index = index_read(text ? text : "");

	free(text);
	if (!index)
		layout_fail(what, "its index.json lists no images");
	return index;
}

/* Put a blob among our files, without a copy if nobody else can change it. */
static void layout_stage(const struct draft *draft, int layout,
	const struct blob *blob, bool is_ours)
{
	char path[PATH_MAX];
	int from, to;

	if (faccessat(draft->own, digest_hex(blob->digest), F_OK, 0) == 0)
		return;
	snprintf(path, sizeof(path), "blobs/%s", digest_hex(blob->digest));
	if (linkat(depot_open(), path, draft->own, digest_hex(blob->digest),
		    0) == 0)
		return;
	snprintf(path, sizeof(path), "blobs/sha256/%s",
		digest_hex(blob->digest));
	from = layout_file(layout, path);
	if (from < 0)
		layout_fail(draft->what, "a part of it is missing");
	if (!is_ours || linkat(layout, path, draft->own,
				digest_hex(blob->digest), 0) < 0) {
		to = draft_file(draft, digest_hex(blob->digest));
		if (contents_copy(from, to) < 0)
			die("write", "cannot keep a copy of '%s'", draft->what);
		close(to);
	}
	close(from);
}

/* A small blob that is JSON, as text; it is what its digest says. */
static char *layout_text(const struct draft *draft, int layout,
	const struct blob *blob, bool is_ours)
{
	char digest[LONGEST_DIGEST], *text;

	if (blob->size > MOST_MANIFEST)
		layout_fail(draft->what, "its description is too long");
	layout_stage(draft, layout, blob, is_ours);
	text = calloc(1, (size_t)blob->size + 2);
	if (!text || read_at(draft->own, digest_hex(blob->digest), text,
			     (size_t)blob->size + 2) != blob->size)
		layout_fail(draft->what, "a part of it has another size");
	digest_of(text, (size_t)blob->size, digest);
	if (strcmp(digest, blob->digest) != 0)
		layout_fail(draft->what, "a part of it has another digest");
	return text;
}

/* The manifest itself; below an index, or several. */
static char *layout_manifest(const struct draft *draft, int layout,
	const struct blob *descriptor, bool is_ours)
{
	struct blob blob = *descriptor;
	struct json_object *index;
	const char *fault;
	char *text;

	for (int i = 0; i < MOST_NESTED; i++) {
		text = layout_text(draft, layout, &blob, is_ours);
		index = index_read(text);
		if (!index)
			return text;
		fault = index_choose(index, &blob);
		if (fault)
			layout_fail(draft->what, fault);
		free(text);
	}
	layout_fail(draft->what, "it is a list of lists");
}

char *layout_take(struct draft *draft, int layout,
	const struct blob *descriptor, bool is_ours)
{
	char *text = layout_manifest(draft, layout, descriptor, is_ours);
	struct manifest manifest;
	const char *fault = manifest_read(&manifest, text);
	char *config;

	if (fault)
		layout_fail(draft->what, fault);
	config = layout_text(draft, layout, &manifest.config, is_ours);
	fault = manifest_read_config(&manifest, config);
	if (fault)
		layout_fail(draft->what, fault);
	for (size_t i = 0; i < manifest.layer_count; i++) {
		layout_stage(draft, layout, &manifest.layers[i], is_ours);
		draft_add(draft, &manifest.layers[i], manifest.diff_ids[i]);
	}
	memcpy(draft->id, manifest.config.digest, LONGEST_DIGEST);
	manifest_free(&manifest);
	free(config);
	return text;
}
