/* rmi.c - vessel rmi: images lose names, and go. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "die.h"

#include "columns.h"
#include "command.h"
#include "container.h"
#include "depot.h"
#include "digest.h"
#include "manifest.h"
#include "tags.h"

enum { RMI_TRIES = 200, RMI_WAIT = 50000 }; /* microseconds */

struct rmi_user {
	const char *id;
	char name[LONGEST_CONTAINER_NAME + 1]; /* "": nobody uses it */
	bool runs;
};

static void rmi_look(struct container *container, void *argument)
{
	struct rmi_user *user = argument;
	const char *id = json_text(container->config, "image_id");

	if (!id || strcmp(id, user->id) != 0 || user->runs)
		return;
	snprintf(user->name, sizeof(user->name), "%s", container->name);
	user->runs =
		container->status != EXITED && container->status != CREATED;
}

static struct rmi_user rmi_user(const char *id)
{
	struct rmi_user user = { .id = id };

	containers_each(rmi_look, &user);
	return user;
}

struct rmi_names {
	const char *id;
	char *names[64];
	size_t count, tags;
};

static void rmi_collect(const char *full, const char *id, void *argument)
{
	struct rmi_names *names = argument;

	if (strcmp(id, names->id) != 0 || names->count == 64)
		return;
	names->names[names->count++] = strdup(full);
	names->tags += !strchr(full, '@');
}

static void rmi_untag(const char *full)
{
	tag_remove(full);
	printf("Untagged: %s\n", reference_short(full));
}

/*
 * One change at a time, and nobody uses this image: who makes a container of it
 * has it locked, but not for long. That lock is never waited for with the other
 * one in hand. False: somebody still has it.
 */
static bool rmi_lock(const char *id, int *lock)
{
	char path[DEPOT_NAME];

	snprintf(path, sizeof(path), "ids/%s", digest_hex(id));
	for (int i = 0;; i++) {
		depot_lock();
		*lock = depot_hold(path, LOCK_EX | LOCK_NB);
		if (*lock >= 0 || errno != EWOULDBLOCK)
			return true;
		if (i == RMI_TRIES)
			return false;
		depot_unlock();
		usleep(RMI_WAIT);
	}
}

static void rmi_unlock(int lock)
{
	close(lock); /* -1: there was none */
	depot_unlock();
}

/* All its names and itself; what only it had is swept. Locked. */
static void rmi_remove(const struct rmi_names *names, bool told)
{
	char path[DEPOT_NAME];

	for (size_t i = 0; i < names->count; i++)
		rmi_untag(names->names[i]);
	snprintf(path, sizeof(path), "ids/%s", digest_hex(names->id));
	if (unlinkat(depot_open(), path, 0) < 0 && errno != ENOENT)
		die("unlink", "cannot remove the image %.12s",
			digest_hex(names->id));
	if (told)
		printf("Deleted: %s\n", names->id);
}

/* What speaks against it; NULL: nothing. */
static const char *rmi_refusal(const struct rmi_names *names,
	const struct rmi_user *user, bool is_id, bool force)
{
	static char text[256];

	if (*user->name && !(force && !is_id))
		snprintf(text, sizeof(text), "container '%s' %s it", user->name,
			user->runs ? "runs on" : "uses");
	else if (is_id && names->tags > 1 && !force)
		snprintf(text, sizeof(text),
			"it has %zu names: -f removes"
			" them all",
			names->tags);
	else
		return NULL;
	return text;
}

/* One of them. Returns the exit code. */
static int rmi_one(const char *word, bool force)
{
	char id[LONGEST_DIGEST], *full = NULL;
	struct rmi_names names = { .id = id };
	struct reference reference;
	struct rmi_user user;
	const char *refusal;
	bool is_id, is_free;
	int lock;

	if (!tag_look(word, id)) {
		warn_lines("'vessel images' lists those there are",
			"no such image: %s", word);
		return EXIT_LAUNCHER;
	}
	is_free = rmi_lock(id, &lock);
	user = rmi_user(id);
	tags_each(&(struct tag_each){ rmi_collect, &names });
	is_id = reference_read(&reference, word) || !tag_find(&reference, id);
	if (!is_id)
		full = reference_text(&reference);
	refusal = rmi_refusal(&names, &user, is_id, force);
	if (!refusal && !is_free)
		refusal = "somebody is using it just now";
	if (refusal)
		warn_lines(*user.name ? "'vessel rm' removes containers" : NULL,
			"cannot remove the image '%s': %s", word, refusal);
	else if (full && (names.tags > 1 || *user.name))
		rmi_untag(full);
	else
		rmi_remove(&names, true);
	rmi_unlock(lock);
	free(full);
	return refusal ? EXIT_LAUNCHER : EXIT_SUCCESS;
}

int command_rmi(int argc, char **argv)
{
	bool force = false;
	const struct option_row options[] = {
		{ "force", 'f', NULL, "with all its names, or while it is used",
			option_flag, &force },
		{ 0 },
	};
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options] IMAGE...",
			.about = "Take names from images, and remove those"
				 " that have none left.",
			.more = "IMAGE is a name, or the beginning of an id.",
			.options = options,
		},
		argc, argv, 1, ANY_NUMBER);
	int code = EXIT_SUCCESS;

	for (; *words; words++)
		code |= rmi_one(*words, force);
	depot_sweep(NULL);
	stdout_end();
	return code;
}

static void (*rmi_tell)(const char *what, const char *name);

static void rmi_sweep(const char *hex, void *argument)
{
	char id[LONGEST_DIGEST], path[DEPOT_NAME];
	struct rmi_names names = { .id = id };
	struct rmi_user user;
	int lock;

	(void)argument;
	snprintf(id, sizeof(id), DIGEST_PREFIX "%.64s", hex);
	snprintf(path, sizeof(path), "ids/%.64s", hex);
	depot_lock();
	lock = depot_hold(path, LOCK_EX | LOCK_NB);
	user = rmi_user(id);
	tags_each(&(struct tag_each){ rmi_collect, &names });
	if (lock >= 0 && !names.count && !*user.name) {
		rmi_remove(&names, false);
		rmi_tell("the image", id);
	}
	rmi_unlock(lock);
}

void image_gc(void (*tell)(const char *what, const char *name))
{
	rmi_tell = tell;
	depot_each("ids", rmi_sweep, NULL);
	depot_sweep(tell);
}
