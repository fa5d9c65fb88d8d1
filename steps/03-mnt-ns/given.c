/* given.c - what is added to the tables: --tmpfs, --volume, others' rows. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "blame.h"
#include "die.h"
#include "fs.h"

#include "given.h"

char *given_copy(const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		die("malloc", "cannot keep '%s' in memory", text);
	return copy;
}

struct mount *given_add(struct mounts *mounts)
{
	if (mounts->given_count == MOST_GIVEN)
		options_refuse("more than %d mounts", MOST_GIVEN);
	return &mounts->given[mounts->given_count++];
}

const char *given_target(const char *option, char *path)
{
	size_t length = strlen(path);

	while (length > 1 && path[length - 1] == '/')
		path[--length] = '\0';
	if (*path != '/' || length < 2)
		options_refuse("'--%s %s': the target has to be a path that"
			       " starts with / and is not / itself",
			option, path);
	return path;
}

/* Attributes stand among the options: take them out, leave the others. */
static unsigned int attributes_take(char *options)
{
	static const struct {
		const char *name;
		unsigned int bit;
	} known[] = {
		{ "ro", MOUNT_ATTR_RDONLY },
		{ "nosuid", MOUNT_ATTR_NOSUID },
		{ "nodev", MOUNT_ATTR_NODEV },
		{ "noexec", MOUNT_ATTR_NOEXEC },
		{ "rw", 0 },
	};
	char *copy = given_copy(options), *word, *rest = copy;
	char *end = options;
	unsigned int bits = 0;
	size_t i;

	*options = '\0';
	while ((word = strsep(&rest, ","))) {
		for (i = 0; i < 5 && strcmp(known[i].name, word); i++)
			;
		if (i < 5)
			bits |= known[i].bit;
		else
			end = stpcpy(stpcpy(end, end > options ? "," : ""),
				word); /* never longer than it was */
	}
	free(copy);
	return bits;
}

void mounts_take_tmpfs(const struct option_row *option, const char *value)
{
	struct mount *mount = given_add(option->target);
	char *text = given_copy(value), *options = strchr(text, ':');

	*mount = (struct mount){ .type = "tmpfs", .given = true };
	/* Nothing in it can be a device or raise anybody's rights. */
	mount->attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
	if (options) {
		*options++ = '\0';
		mount->attributes |= attributes_take(options);
		mount->options = options;
	}
	mount->target = given_target(option->name, text);
}

void mounts_take_volume(const struct option_row *option, const char *value)
{
	struct mount *mount = given_add(option->target);
	char *source = given_copy(value), *target = strchr(source, ':'),
	     *options;

	if (!target || target == source)
		options_refuse("'--%s %s' is not SOURCE:DIR[:ro]", option->name,
			value);
	*target++ = '\0';
	options = strchr(target, ':');
	*mount = (struct mount){ .source = source, .given = true };
	if (options) {
		*options++ = '\0';
		mount->attributes = attributes_take(options);
		if (*options)
			options_refuse("'--%s %s': there is no option '%s'",
				option->name, value, options);
	}
	mount->target = given_target(option->name, target);
}

void mounts_add(struct mounts *mounts, const struct mount *row)
{
	if (mounts->added_count == MOST_ADDED)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"more than %d mounts of our own", MOST_ADDED);
	mounts->added[mounts->added_count++] = *row;
}

/* Without the rights for that, or before Linux 5.12, the guest goes itself. */
static void source_open(struct mount *mount)
{
	int source = open(mount->source, O_PATH | O_CLOEXEC), tree;

	if (source < 0 && errno == ENOENT && !strchr(mount->source, '/'))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "there are no volumes with names: make"
				       " that directory, or give its path" },
			"cannot show '%s' as '%s': there is none",
			mount->source, mount->target);
	if (source < 0)
		die_path("open", mount->source, "cannot show '%s' as '%s'",
			mount->source, mount->target);
	tree = fs_tree(source);
	if (tree >= 0)
		mount->loose = tree;
	close(source);
}

void mounts_open(struct mounts *mounts)
{
	for (size_t i = 0; i < mounts->added_count; i++)
		if (!mounts->added[i].type)
			source_open(&mounts->added[i]);
	for (size_t i = 0; i < mounts->given_count; i++)
		if (!mounts->given[i].type)
			source_open(&mounts->given[i]);
}

void mounts_add_text(
	struct mounts *mounts, const char *target, const char *text)
{
	if (text && mounts->text_count < MOST_TEXTS)
		mounts->texts[mounts->text_count++] =
			(struct text){ target, text };
}

void mounts_add_device(struct mounts *mounts, const struct device *device)
{
	if (mounts->device_count == MOST_DEVICES)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"more than %d devices", MOST_DEVICES);
	mounts->given_devices[mounts->device_count++] = *device;
}
