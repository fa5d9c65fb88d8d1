/* image.c - what a container starts from: files, and what to run. */
/* SPDX-License-Identifier: MIT */
#include "image.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "blame.h"
#include "die.h"

#include "container.h"
#include "depot.h"
#include "import.h"
#include "layout.h"
#include "manifest.h"
#include "pull.h"
#include "reference.h"
#include "tags.h"

static int image_lock = -1;

void image_release(void)
{
	if (image_lock >= 0)
		close(image_lock);
	image_lock = -1;
}

static void image_layer(struct image *image, const char *path)
{
	char *real = realpath(path, NULL);

	if (!real)
		die_path("open", path, "cannot use the image '%s'", path);
	image->layers[image->layer_count++] = real;
}

/* Has the image that layer already, nearer to the top? */
static bool image_has(const struct image *image, const char *path)
{
	size_t i = 0;

	while (i < image->layer_count && strcmp(image->layers[i], path) != 0)
		i++;
	return i < image->layer_count;
}

/* Does it hide all below it? An overlay does not ask that of a layer's root. */
static bool image_hides(const char *path)
{
	char value;

	return getxattr(path, "trusted.overlay.opaque", &value, 1) == 1 ||
	       getxattr(path, "user.overlay.opaque", &value, 1) == 1;
}

/*
 * The layers, the other way round: for an overlay, the top one comes first. One
 * that is there twice, as empty ones are, adds nothing below itself.
 */
static void image_fill(struct image *image, const struct manifest *manifest)
{
	char *path;

	for (size_t i = manifest->layer_count; i-- > 0;) {
		path = depot_layer(manifest->diff_ids[i]);
		if (image_has(image, path))
			continue;
		image->layers[image->layer_count++] = path;
		if (image_hides(path))
			break;
	}
	if (!image->layer_count) {
		mkdirat(depot_open(), "empty", 0755);
		image_layer(image, data_path("images/empty"));
	}
	json_object_object_get_ex(
		manifest->config_json, "config", &image->config);
}

/* The image with image->id, as it lies in the depot. */
static void image_load(struct image *image)
{
	struct manifest manifest;
	const char *fault;

	image_release();
	fault = manifest_of(image->id, &manifest, &image_lock);
	if (!fault)
		image_fill(image, &manifest);
	for (size_t i = 0; i < image->layer_count && !fault; i++)
		if (access(image->layers[i], F_OK) < 0)
			fault = "a layer of it is missing";
	if (fault)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "remove it with 'vessel rmi -f', and get"
				       " it again" },
			"the image '%s' is broken: %s", image->reference,
			*fault ? fault : "it is not there");
}

static void image_from_path(struct image *image, const char *path)
{
	struct stat status = { 0 };

	if (stat(path, &status) < 0 && !layout_has_name(path))
		die_path("open", path, "cannot use the image '%s'", path);
	if (S_ISDIR(status.st_mode) && !layout_is(path)) {
		image_layer(image, path);
		return;
	}
	import_path(path, image->id);
	image_load(image);
}

/*
 * Who has a directory of that name meant it, if it looks like a path: anybody
 * may have an image of that name, which is nothing to be run unasked.
 */
static void image_say(const char *word)
{
	bool is_here = access(word, F_OK) == 0;

	if (is_here && strchr(word, '/') && !reference_names_registry(word))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "what lies here begins with './'; an"
				       " image of that name comes with 'vessel"
				       " pull'" },
			"'%s' is a directory or a file here, and no image",
			word);
	warn_lines(is_here ? "what lies here begins with './'" : NULL,
		"unable to find image '%s' locally: pulling it",
		reference_short(word));
}

static void image_from_name(
	struct image *image, const char *word, enum pull pull)
{
	struct reference reference;

	if (pull != PULL_ALWAYS && tag_look(word, image->id)) {
		image_load(image);
		return;
	}
	reference_take(&reference, word);
	if (pull == PULL_NEVER)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "'vessel images' lists those there are;"
				       " --pull missing gets it" },
			"no such image: %s", word);
	if (pull == PULL_MISSING)
		image_say(word);
	image_pull(&reference, image->id);
	image_load(image);
}

void image_find(struct image *image, const char *word, enum pull pull)
{
	*image = (struct image){ .reference = word };
	if (*word == '/' || *word == '.')
		image_from_path(image, word);
	else
		image_from_name(image, word, pull);
}
