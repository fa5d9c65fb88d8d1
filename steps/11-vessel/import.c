/* import.c - images out of files. */
/* SPDX-License-Identifier: MIT */
#include "import.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blame.h"
#include "die.h"
#include "file.h"
#include "undo.h"

#include "change.h"
#include "columns.h"
#include "command.h"
#include "container.h"
#include "digest.h"
#include "draft.h"
#include "layout.h"
#include "pack.h"
#include "reference.h"

/* A root: an image of one layer, and of the changes that were asked for. */
static void import_root(struct import *import)
{
	struct json_object *config = change_config(NULL);
	char *text;

	change_apply(import->changes, config);
	change_history(config, import->changes, "vessel import");
	text = draft_describe(&import->draft, config);
	import_finish(import, text, NULL);
	free(text);
	json_object_put(config);
}

/* A tar is unpacked as a root, whatever it is: that tells what it is. */
static void import_tar(struct import *import, int file)
{
	struct draft *draft = &import->draft;
	struct json_object *list;
	int root, copy;

	copy = draft_file(draft, "tar");
	pack_again(file, copy, import->path);
	close(copy);
	draft_add_own(draft, "tar");
	root = openat(
		draft->own, "layer-0/root", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		die("open", "cannot import '%s'", import->path);
	list = import_docker_list(root);
	if (layout_is_at(root))
		import_layout(import, root, NULL, true);
	else if (list)
		import_docker(import, file, list);
	else
		import_root(import);
	json_object_put(list);
	close(root);
}

static void import_directory(struct import *import, int directory)
{
	int file = draft_file(&import->draft, "tar");

	pack_directory(&(struct pack){ .what = import->path }, directory, file);
	close(file);
	draft_add_own(&import->draft, "tar");
	import_root(import);
}

/* stdin: a file of ours, since it is read twice. */
static int import_spool(struct import *import)
{
	int file = draft_file(&import->draft, "stdin");
	char buffer[1 << 16];
	ssize_t got;

	if (isatty(STDIN_FILENO))
		options_refuse("stdin is a terminal: give it a tar");
	while ((got = read(STDIN_FILENO, buffer, sizeof(buffer))) > 0)
		if (write(file, buffer, (size_t)got) != got)
			die("write", "cannot keep what comes from stdin");
	if (got < 0)
		die("read", "cannot read stdin");
	if (lseek(file, 0, SEEK_SET) < 0)
		die("lseek", "cannot read what came from stdin");
	return file;
}

static void import_all(struct import *import)
{
	const char *path = import->path, *name = NULL;
	struct stat status;
	int fd;

	depot_sweep(NULL);
	draft_begin(&import->draft, path);
	if (layout_is(path) || layout_has_name(path)) {
		fd = layout_open(path, &name);
		import_layout(import, fd, name, false);
		return;
	}
	fd = !strcmp(path, "-") ? import_spool(import)
				: open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status) < 0)
		die_path("open", path, "cannot import '%s'", path);
	if (S_ISDIR(status.st_mode))
		import_directory(import, fd);
	else if (S_ISREG(status.st_mode))
		import_tar(import, fd);
	else
		import_fail(import, "it is neither a file nor a directory");
	close(fd);
}

/* What changes with every change of the file, and nobody can set. */
static void import_facts(const char *path, char facts[static DEPOT_NAME])
{
	struct stat status = { 0 };
	char *index = NULL;

	if (layout_is(path) && asprintf(&index, "%s/index.json", path) >= 0)
		stat(index, &status);
	else
		stat(path, &status);
	free(index);
	snprintf(facts, DEPOT_NAME, "sources/%jx-%jx-%jx-%jd.%09ld",
		(uintmax_t)status.st_dev, (uintmax_t)status.st_ino,
		(uintmax_t)status.st_size, (intmax_t)status.st_ctim.tv_sec,
		status.st_ctim.tv_nsec);
}

void import_path(const char *path, char id[static LONGEST_DIGEST])
{
	struct import import = { .path = path, .nameless = true };
	bool is_named = layout_has_name(path);
	char facts[DEPOT_NAME], ids[DEPOT_NAME];

	import_facts(path, facts);
	if (!is_named && depot_link_read(facts, id)) {
		snprintf(ids, sizeof(ids), "ids/%s", digest_hex(id));
		if (faccessat(depot_open(), ids, F_OK, 0) == 0)
			return;
	}
	import_all(&import);
	depot_drop();
	memcpy(id, import.id, LONGEST_DIGEST);
	if (is_named)
		return;
	depot_lock();
	depot_link(facts, id);
	depot_unlock();
}

static void import_tell(const char *id)
{
	puts(id);
}

int command_import(int argc, char **argv)
{
	struct change changes = { 0 };
	const struct option_row options[] = {
		CHANGE_OPTIONS(&changes),
		{ 0 },
	};
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options] FILE|DIR|- [NAME[:TAG]]",
			.about = "Make an image of a tar, of a directory, or of"
				 " what another tool has\nsaved: an OCI layout,"
				 " or an archive of one or of docker's.",
			.more = "Prints the id of each image.",
			.options = options,
		},
		argc, argv, 1, 2);
	struct import import = {
		.path = words[0], .changes = &changes, .told = import_tell
	};
	struct reference reference;

	if (strstr(words[0], "://"))
		options_refuse("'%s' is not fetched: use curl(1), and import"
			       " the file",
			words[0]);
	if (words[1]) {
		reference_take(&reference, words[1]);
		import.reference = &reference;
	}
	import_all(&import);
	undo_all();
	stdout_end();
	return EXIT_SUCCESS;
}
