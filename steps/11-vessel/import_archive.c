/* import_archive.c - images out of what another tool has saved. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"

#include "container.h"
#include "import.h"
#include "layout.h"
#include "tags.h"
#include "tool.h"

_Noreturn void import_fail(const struct import *import, const char *why)
{
	die_of(&(struct death){ .code = EXIT_LAUNCHER },
		"cannot import '%s': %s", import->path, why);
}

/* What one of several in a file calls itself. */
struct import_names {
	const struct import *import;
	struct json_object *names; /* an array of them, or NULL */
};

/* (In a list of somebody else's, anything may stand.) */
static void import_name(const char *id, void *argument)
{
	const struct import_names *own = argument;
	struct reference reference;
	size_t count = own->names ? json_object_array_length(own->names) : 0;
	const char *name;

	if (own->import->reference)
		tag_set(own->import->reference, id);
	if (own->import->reference || own->import->nameless)
		return;
	for (size_t i = 0; i < count; i++) {
		name = json_object_get_string(
			json_object_array_get_idx(own->names, i));
		if (name && !reference_read(&reference, name))
			tag_set(&reference, id);
	}
}

void import_finish(
	struct import *import, const char *manifest, struct json_object *names)
{
	draft_commit(&import->draft, manifest, import_name,
		&(struct import_names){ import, names });
	memcpy(import->id, import->draft.id, LONGEST_DIGEST);
	if (import->told)
		import->told(import->id);
}

/* One of an OCI layout; `names` is an array or NULL. */
static void import_descriptor(struct import *import, int layout,
	struct json_object *row, struct json_object *names, bool is_ours)
{
	struct blob blob;
	const char *fault = blob_read(&blob, row);
	char *text;

	if (fault)
		import_fail(import, fault);
	draft_begin(&import->draft, import->path);
	text = layout_take(&import->draft, layout, &blob, is_ours);
	import_finish(import, text, names);
	free(text);
}

/* What a descriptor says that its image is called: an array of one. */
static struct json_object *import_row_names(
	struct json_object *row, const char **word)
{
	struct json_object *notes, *names;
	const char *full;

	*word = NULL;
	if (!json_object_object_get_ex(row, "annotations", &notes))
		return NULL;
	*word = json_text(notes, "org.opencontainers.image.ref.name");
	full = json_text(notes, "io.containerd.image.name");
	full = full ? full : *word;
	if (!full)
		return NULL;
	names = json_object_new_array();
	json_object_array_add(names, json_object_new_string(full));
	return names;
}

/* All of a layout, or the one that is called `name` there. */
void import_layout(
	struct import *import, int layout, const char *name, bool is_ours)
{
	struct json_object *index = layout_index(layout, import->path);
	struct json_object *rows, *row, *names;
	const char *word;
	size_t count, found = 0;

	json_object_object_get_ex(index, "manifests", &rows);
	count = json_object_array_length(rows);
	if (import->reference && count > 1 && !name)
		import_fail(import,
			"it holds several images: write the name of one behind"
			" it, and a ':' between them");
	for (size_t i = 0; i < count; i++) {
		row = json_object_array_get_idx(rows, i);
		names = import_row_names(row, &word);
		if (name && (!word || strcmp(word, name) != 0))
			continue;
		found++;
		import_descriptor(import, layout, row, names, is_ours);
		json_object_put(names);
	}
	if (!found)
		import_fail(import, name ? "it has no image of that name"
					 : "it holds no image");
	json_object_put(index);
}

/* What `docker save` writes, which skopeo makes an OCI layout of. */
void import_docker(struct import *import, int file, struct json_object *list)
{
	size_t count = json_object_array_length(list);
	struct json_object *row, *names, *index, *rows;
	char source[64], target[DEPOT_NAME + 16], *path;
	int layout;

	for (size_t i = 0; i < count; i++) {
		draft_begin(&import->draft, import->path);
		row = json_object_array_get_idx(list, i);
		snprintf(source, sizeof(source),
			"docker-archive:/proc/self/fd/%d:@%zu", file, i);
		snprintf(target, sizeof(target), "images/%s/oci",
			import->draft.name);
		if (asprintf(&path, "oci:%s:image", data_path(target)) < 0)
			die("malloc", "cannot import '%s'", import->path);
		free(tool_run(
			&(struct tool){ (const char *const[]){ "skopeo",
						"--insecure-policy", "copy",
						"--quiet", source, path, NULL },
				"skopeo", "import it", file, NULL },
			MOST_MANIFEST));
		free(path);
		layout = openat(import->draft.own, "oci",
			O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (layout < 0)
			import_fail(import, "nothing has come of it");
		index = layout_index(layout, import->path);
		json_object_object_get_ex(index, "manifests", &rows);
		if (!json_object_object_get_ex(row, "RepoTags", &names) ||
			!json_object_is_type(names, json_type_array))
			names = NULL;
		import_descriptor(import, layout,
			json_object_array_get_idx(rows, 0), names, true);
		json_object_put(index);
		close(layout);
	}
}

/* Is what has been unpacked an archive of docker's? Then its list of images. */
struct json_object *import_docker_list(int root)
{
	char *text = layout_small(root, "manifest.json");
	struct json_object *list = NULL, *member;

	if (text)
		list = json_tokener_parse(text);
	free(text);
	if (json_object_is_type(list, json_type_array) &&
		json_object_array_length(list) &&
		json_object_object_get_ex(
			json_object_array_get_idx(list, 0), "Layers", &member))
		return list;
	json_object_put(list);
	return NULL;
}
