/* save.c - vessel save: images for other tools. */
/* SPDX-License-Identifier: MIT */
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cause.h"
#include "die.h"
#include "file.h"

#include "command.h"
#include "depot.h"
#include "digest.h"
#include "json_file.h"
#include "manifest.h"
#include "output.h"
#include "progress.h"
#include "tags.h"

enum { SAVE_CHUNK = 1 << 17 };

static struct {
	struct archive *out;
	struct json_object *written, *rows; /* blobs, as a set; the index */
	const char *path;
	long long done;
} save;

static void save_check(int code)
{
	int error = code < ARCHIVE_WARN ? archive_errno(save.out) : 0;

	if (code < ARCHIVE_WARN)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .error = error > 0 ? error : 0,
			       .call = "write",
			       .cure = cause_of("write", error) },
			"cannot save to '%s': %s", save.path ? save.path : "-",
			archive_error_string(save.out));
}

static void save_header(const char *name, long long size)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_size(entry, size);
	save_check(archive_write_header(save.out, entry));
	archive_entry_free(entry);
}

static void save_data(const void *bytes, size_t length)
{
	if (archive_write_data(save.out, bytes, length) < 0)
		save_check(ARCHIVE_FATAL);
	save.done += (long long)length;
	progress_show(save.done);
}

static void save_text(const char *name, const char *text)
{
	save_header(name, (long long)strlen(text));
	save_data(text, strlen(text));
}

/* Has nobody written that blob yet? */
static bool save_begin(const char *digest, char name[static DEPOT_NAME])
{
	if (json_object_object_get_ex(save.written, digest, NULL))
		return false;
	json_object_object_add(save.written, digest, NULL);
	snprintf(name, DEPOT_NAME, "blobs/sha256/%s", digest_hex(digest));
	return true;
}

static void save_blob(const struct blob *blob)
{
	static char buffer[SAVE_CHUNK];
	char name[DEPOT_NAME], path[DEPOT_NAME];
	long long left = blob->size;
	ssize_t got;
	int fd;

	if (!save_begin(blob->digest, name))
		return;
	snprintf(path, sizeof(path), "blobs/%s", digest_hex(blob->digest));
	fd = openat(depot_open(), path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		die("open", "cannot save: a layer is missing");
	save_header(name, blob->size);
	while ((got = read(fd, buffer, sizeof(buffer))) > 0) {
		save_data(buffer, (size_t)got);
		left -= got;
	}
	if (got < 0 || left)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"cannot save: layer %.12s is damaged",
			digest_hex(blob->digest));
	close(fd);
}

/* A row of the index: where skopeo and docker look for its name. */
static void save_row(const char *digest, size_t size, const char *full)
{
	struct json_object *row = json_object_new_object();
	struct json_object *notes = json_object_new_object();

	json_set_text(
		row, "mediaType", "application/vnd.oci.image.manifest.v1+json");
	json_set_text(row, "digest", digest);
	json_set_number(row, "size", (long)size);
	if (full) {
		json_set_text(notes, "io.containerd.image.name", full);
		json_set_text(notes, "org.opencontainers.image.ref.name",
			reference_short(full));
		json_object_object_add(row, "annotations", notes);
	}
	json_object_array_add(save.rows, row);
}

static void save_image(const char *word)
{
	char id[LONGEST_DIGEST], path[DEPOT_NAME], digest[LONGEST_DIGEST];
	char name[DEPOT_NAME], *text, *full;
	struct reference reference;
	struct manifest manifest;
	const char *fault;
	int lock;

	tag_need(word, id);
	fault = manifest_of(id, &manifest, &lock);
	snprintf(path, sizeof(path), "ids/%s", digest_hex(id));
	text = fault ? NULL : read_all_at(depot_open(), path);
	if (!text)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"the image '%s' is broken: %s", word,
			fault && *fault ? fault : "it is not there");
	save_blob(&manifest.config);
	for (size_t i = 0; i < manifest.layer_count; i++)
		save_blob(&manifest.layers[i]);
	digest_of(text, strlen(text), digest);
	if (save_begin(digest, name))
		save_text(name, text);
	full = !reference_read(&reference, word) && tag_find(&reference, id)
		       ? reference_text(&reference)
		       : tag_of(id);
	save_row(digest, strlen(text), full);
	manifest_free(&manifest);
	free(full);
	free(text);
	close(lock);
}

static void save_all(char **words)
{
	struct json_object *index = json_object_new_object();

	save.rows = json_object_new_array();
	save.written = json_object_new_object();
	save_text("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
	for (; *words; words++)
		save_image(*words);
	json_set_number(index, "schemaVersion", 2);
	json_object_object_add(index, "manifests", save.rows);
	save_text("index.json", json_object_to_json_string_ext(
					index, JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(index);
}

int command_save(int argc, char **argv)
{
	const struct option_row options[] = {
		{ "output", 'o', "FILE", "where to, instead of stdout",
			option_string, &save.path },
		{ 0 },
	};
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options] IMAGE...",
			.about = "Write images to one OCI archive, a tar.",
			.more = "'vessel import', skopeo and docker read it.",
			.options = options,
		},
		argc, argv, 1, ANY_NUMBER);
	char id[LONGEST_DIGEST];
	int fd;

	for (char **word = words; *word; word++)
		tag_need(*word, id);
	fd = output_open(save.path);
	save.out = archive_write_new();
	if (!save.out)
		die("malloc", "cannot save to '%s'",
			save.path ? save.path : "-");
	archive_write_set_format_pax_restricted(save.out);
	archive_write_set_bytes_in_last_block(save.out, 1);
	progress_begin("save", words[0], 0);
	save_check(archive_write_open_fd(save.out, fd));
	save_all(words);
	save_check(archive_write_close(save.out));
	progress_end();
	archive_write_free(save.out);
	output_keep(fd, save.path);
	return EXIT_SUCCESS;
}
