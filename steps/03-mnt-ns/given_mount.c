/* given_mount.c - --mount type=bind,source=/srv,target=/data,readonly */
/* SPDX-License-Identifier: MIT */
#include <linux/mount.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "nearest.h"

#include "given.h"

/* What is being put together: where the values of the words go. */
struct wish {
	const char *option, *whole; /* for messages */
	const char *type, *source, *target, *readonly;
	const char *propagation, *size, *mode;
};

/* The words, and docker's other words for them. */
static const struct wish_word {
	const char *name;
	size_t place; /* in struct wish */
} wish_words[] = {
	{ "type", offsetof(struct wish, type) },
	{ "source", offsetof(struct wish, source) },
	{ "src", offsetof(struct wish, source) },
	{ "target", offsetof(struct wish, target) },
	{ "destination", offsetof(struct wish, target) },
	{ "dst", offsetof(struct wish, target) },
	{ "readonly", offsetof(struct wish, readonly) },
	{ "ro", offsetof(struct wish, readonly) },
	{ "bind-propagation", offsetof(struct wish, propagation) },
	{ "tmpfs-size", offsetof(struct wish, size) },
	{ "tmpfs-mode", offsetof(struct wish, mode) },
};

enum { WISH_WORDS = sizeof(wish_words) / sizeof(*wish_words) };

static _Noreturn void wish_unknown(const struct wish *wish, const char *word)
{
	const char *names[WISH_WORDS], *meant;

	for (size_t i = 0; i < WISH_WORDS; i++)
		names[i] = wish_words[i].name;
	meant = nearest(word, names, WISH_WORDS);
	options_refuse("'--%s %s': there is no '%s'%s%s%s", wish->option,
		wish->whole, word, meant ? ": did you mean '" : "",
		meant ? meant : "", meant ? "'?" : "");
}

/* One word: "source=/srv", "readonly". */
static void wish_take(struct wish *wish, char *word)
{
	char *value = strchr(word, '=');

	if (value)
		*value++ = '\0';
	for (size_t i = 0; i < WISH_WORDS; i++) {
		const struct wish_word *row = &wish_words[i];

		if (strcmp(row->name, word))
			continue;
		if (!value && row->place != offsetof(struct wish, readonly))
			options_refuse("'--%s %s': '%s' needs a value",
				wish->option, wish->whole, word);
		*(const char **)((char *)wish + row->place) =
			value ? value : "true";
		return;
	}
	wish_unknown(wish, word);
}

static unsigned int wish_attributes(const struct wish *wish)
{
	const char *text = wish->readonly;

	if (!text || !strcmp(text, "false") || !strcmp(text, "0"))
		return 0;
	if (strcmp(text, "true") && strcmp(text, "1"))
		options_refuse("'--%s %s': readonly is true or false",
			wish->option, wish->whole);
	return MOUNT_ATTR_RDONLY;
}

/* No mount travels between the host and the guest: that is "rprivate". */
static struct mount wish_bind(const struct wish *wish)
{
	if (!wish->source)
		options_refuse("'--%s %s': the source is missing", wish->option,
			wish->whole);
	if (wish->size || wish->mode)
		options_refuse("'--%s %s': only a tmpfs has a size and a mode",
			wish->option, wish->whole);
	if (wish->propagation && strcmp(wish->propagation, "private") &&
		strcmp(wish->propagation, "rprivate"))
		options_refuse("'--%s %s': mounts that travel between host and"
			       " guest are not offered: it is rprivate",
			wish->option, wish->whole);
	return (struct mount){ .source = wish->source,
		.attributes = wish_attributes(wish) };
}

/* The kernel reads "64m" as docker does, and a mode in octal. tmpfs(5) */
static struct mount wish_tmpfs(const struct wish *wish)
{
	const char *mode = wish->mode ? wish->mode : "1777";
	char *options;

	if (wish->source || wish->propagation)
		options_refuse("'--%s %s': a tmpfs is empty: it has no source",
			wish->option, wish->whole);
	if (!*mode || mode[strspn(mode, "01234567")])
		options_refuse("'--%s %s': a mode has digits from 0 to 7",
			wish->option, wish->whole);
	if (asprintf(&options, "mode=%s%s%s", mode, wish->size ? ",size=" : "",
		    wish->size ? wish->size : "") < 0)
		die("malloc", "cannot keep '%s' in memory", wish->whole);
	return (struct mount){ .type = "tmpfs",
		.options = options,
		.attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV |
			      wish_attributes(wish) };
}

static struct mount wish_row(const struct wish *wish)
{
	if (!wish->target)
		options_refuse("'--%s %s': the target is missing", wish->option,
			wish->whole);
	if (wish->type && !strcmp(wish->type, "bind"))
		return wish_bind(wish);
	if (wish->type && !strcmp(wish->type, "tmpfs"))
		return wish_tmpfs(wish);
	options_refuse("'--%s %s': there are type=bind and type=tmpfs, and no"
		       " volumes with names: bind a directory",
		wish->option, wish->whole);
}

void mounts_take_mount(const struct option_row *option, const char *value)
{
	struct wish wish = { .option = option->name, .whole = value };
	char *rest = given_copy(value), *word;
	struct mount *mount;

	while ((word = strsep(&rest, ",")))
		wish_take(&wish, word);
	mount = given_add(option->target);
	*mount = wish_row(&wish);
	mount->given = true;
	mount->target = given_target(option->name, given_copy(wish.target));
}
