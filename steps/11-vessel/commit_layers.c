/* commit_layers.c - what a container has written, as layers of an image. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

#include "attributes.h"
#include "commit.h"
#include "manifest.h"
#include "pack.h"

static _Noreturn void commit_die(const struct commit *commit)
{
	die("open", "cannot read the files of container %s",
		commit->container.name);
}

/* The path of a part of the container's layer. */
static const char *commit_part(const struct commit *commit, const char *part)
{
	char below[ID_LENGTH + 32];

	snprintf(below, sizeof(below), "layers/%s/%s", commit->container.id,
		part);
	return data_path(below);
}

/* -1: the layer has none of that name. */
static int commit_open(const struct commit *commit, const char *part)
{
	int fd = open(commit_part(commit, part),
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 && errno != ENOENT)
		commit_die(commit);
	return fd;
}

/* --storage dm has it on a disk, which is another file system's. */
static bool commit_is_on_disk(const struct commit *commit)
{
	return access(commit_part(commit, "image"), F_OK) == 0;
}

/* One more layer, of all that is in `directory`. */
static void commit_add(
	struct commit *commit, int directory, const struct pack *pack)
{
	int file = draft_file(&commit->draft, "tar");

	pack_directory(pack, directory, file);
	close(file);
	draft_add_own(&commit->draft, "tar");
	close(directory);
}

/* What it was made of: an image's layers, or a directory that becomes one. */
static void commit_add_base(
	struct commit *commit, const struct json_object *base)
{
	struct json_object *layers =
		json_member(commit->container.config, "layers");
	const char *path =
		json_object_get_string(json_object_array_get_idx(layers, 0));
	struct manifest manifest;
	const char *fault;
	int fd;

	if (base) {
		fault = manifest_of(
			json_text(commit->container.config, "image_id"),
			&manifest, NULL);
		if (fault)
			die_of(&(struct death){ .code = EXIT_LAUNCHER },
				"the image of container %s is broken: %s",
				commit->container.name,
				*fault ? fault : "it is not there");
		draft_add_image(&commit->draft, &manifest);
		manifest_free(&manifest);
		return;
	}
	fd = path ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (fd < 0)
		commit_die(commit);
	commit_add(commit, fd, &(struct pack){ .what = path });
}

/*
 * An overlay's upper directory is a layer as it is. A storage that has one
 * whole tree becomes one whole layer: on a disk, its owners are the guest's.
 */
void commit_add_layers(struct commit *commit, const struct json_object *base)
{
	int upper = commit_open(commit, "upper");
	int root = commit_open(commit, "root");

	if (upper >= 0) {
		commit_add_base(commit, base);
		commit_add(commit, upper,
			&(struct pack){ .what = commit->container.name,
				.space = attribute_space(geteuid() != 0) });
	} else if (root >= 0 && !commit_is_on_disk(commit)) {
		commit_add(commit, root,
			&(struct pack){ .what = commit->container.name });
	} else {
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "start it, with --storage overlay, btrfs"
				       " or copy" },
			"container %s has no layer to make an image of",
			commit->container.name);
	}
}
