/* run.c - vessel run, create and start. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "undo.h"

#include "command.h"
#include "names.h"
#include "start.h"

static const char *cidfile; /* the one that we have made */

static void cidfile_write(const struct guest *guest)
{
	const char *path = guest->manner.cidfile;
	int fd;

	if (!path)
		return;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		die("open", "cannot write the id to '%s'", path);
	cidfile = path;
	if (write(fd, guest->container->id, ID_LENGTH) != ID_LENGTH)
		die("write", "cannot write the id to '%s'", path);
	close(fd);
}

static void run_undo(void *argument)
{
	struct guest *guest = argument;

	if (cidfile)
		unlink(cidfile);
	container_remove(guest->container);
}

/* An image is many containers': none of them writes into it. */
static void run_check_storage(const struct guest *guest)
{
	if (*guest->image.id && !overlay_has_layer(&guest->overlay))
		options_refuse("'--storage none' writes into the root itself,"
			       " and '%s' is an image: only a directory can be"
			       " written to",
			guest->image.reference);
}

/* The second would cover the first, and nobody would see it. */
static void run_check_mounts(const struct guest *guest)
{
	const struct mounts *mounts = &guest->mounts;

	for (size_t i = 0; i < mounts->given_count; i++)
		for (size_t j = 0; j < i; j++)
			if (!strcmp(mounts->given[i].target,
				    mounts->given[j].target))
				options_refuse("two mounts on '%s': one place"
					       " shows one thing",
					mounts->given[i].target);
}

/* The container is there, locked; a death from here on removes it. */
static void run_create(
	struct guest *guest, struct container *container, int argc, char **argv)
{
	char **words = guest_parse(guest, argc, argv);

	if (guest->cgroup.stats != STATS_NONE && !guest->cgroup.stats_file)
		options_refuse("--stats needs a file here: --stats table:FILE;"
			       " 'vessel stats' shows it while it runs");
	if (!guest->manner.detached)
		attach_check(
			&(struct attach){ .input = guest->manner.interactive,
				.detach_keys = guest->manner.detach_keys },
			guest->manner.terminal);
	if (guest->manner.name) /* now: an image may be long in coming */
		name_check(guest->manner.name);
	run_check_mounts(guest);
	start_seal(guest);
	image_find(&guest->image, words[0], guest->manner.pull);
	run_check_storage(guest);
	guest->command = words + 1;
	guest->container = container;
	container_create(container, guest->manner.name,
		start_config(guest, argv, words));
	undo_later(run_undo, guest);
	image_release();
	cidfile_write(guest);
}

/* Be its terminal until it ends; what is left of our time is its undoing. */
static int run_attached(struct guest *guest)
{
	const struct attach attach = {
		.connection = guest->client,
		.input = guest->manner.interactive,
		.proxies = !guest->manner.terminal,
		.detach_keys = guest->manner.detach_keys,
	};
	int code = attach_run(guest->container, &attach);

	return code < 0 ? EXIT_SUCCESS : code;
}

int command_run_container(int argc, char **argv)
{
	struct container container;
	struct guest guest;
	int code;

	run_create(&guest, &container, argc, argv);
	code = start(&guest, !guest.manner.detached);
	if (code) {
		undo_all();
		return code;
	}
	undo_forget();
	container_unlock(&container);
	if (!guest.manner.detached)
		return run_attached(&guest);
	puts(container.id);
	return EXIT_SUCCESS;
}

int command_create(int argc, char **argv)
{
	struct container container;
	struct guest guest;

	run_create(&guest, &container, argc, argv);
	undo_forget();
	puts(container.id);
	return EXIT_SUCCESS;
}

/* All of it is done again by a copy, so it is before the first is started. */
static void start_look(char *const *words)
{
	struct container container;
	struct guest guest;

	for (; *words; words++)
		if (container_look(&container, *words)) {
			start_recall(&guest, &container);
			start_seal(&guest);
			container_close(&container);
		}
}

/* One of them. Returns the exit code. */
static int start_one(const char *word, bool attached, bool input)
{
	struct container container;
	struct guest guest;
	int code;

	container_find(&container, word);
	container_lock(&container);
	if (container.status != CREATED && container.status != EXITED) {
		container_close(&container);
		return puts(word) < 0; /* docker's start of what runs is none */
	}
	start_recall(&guest, &container);
	guest.manner.interactive |= input;
	code = start(&guest, attached);
	container_unlock(&container);
	if (code || !attached)
		return code ? code : puts(word) < 0;
	return run_attached(&guest);
}

int command_start(int argc, char **argv)
{
	bool attached = false, input = false;
	const struct option_row options[] = {
		{ "attach", 'a', NULL, "wait for it, and show what it says",
			option_flag, &attached },
		{ "interactive", 'i', NULL, "pass stdin on", option_flag,
			&input },
		{ 0 },
	};
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options] CONTAINER...",
			.about = "Start containers that were created, or have"
				 " ended.",
			.more = "Each name is printed when it runs.",
			.options = options,
		},
		argc, argv, 1, ANY_NUMBER);
	int code = 0;

	if ((attached || input) && words[1])
		options_refuse("you cannot start and attach multiple"
			       " containers at once");
	start_look(words);
	for (; *words; words++)
		code |= start_one(*words, attached || input, input);
	return code;
}
