/* checkpoint.c - vessel checkpoint: what a container does, kept on the disk. */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"
#include "undo.h"

#include "checkpoint.h"
#include "command.h"
#include "criu.h"
#include "start.h"

/* What `restore` has to know beside what criu has written. */
static void checkpoint_record(const struct container *container, int place,
	struct json_object *record)
{
	json_set_text(
		record, "groups", json_text(container->runtime, "groups"));
	if (json_write_at(place, CHECKPOINT_FILE, record, true) < 0)
		die("write", "cannot write down what the checkpoint is of");
}

static void checkpoint_words(struct criu *criu,
	const struct container *container, struct json_object *record,
	bool own_network)
{
	struct json_object *mounts = json_member(record, "mounts");

	criu_add(criu, "--tree");
	criu_add(criu, "%d", container->pid);
	/* Of the two ways to keep packets out, the one that we use as well. */
	criu_add(criu, "--network-lock");
	criu_add(criu, "nftables");
	if (own_network) {
		criu_add(criu, "--empty-ns");
		criu_add(criu, "net");
	}
	for (size_t i = 0; i < json_object_array_length(mounts); i++) {
		criu_add(criu, "--external");
		criu_add(criu, "mnt[%s]:m%zu",
			json_text(
				json_object_array_get_idx(mounts, i), "target"),
			i);
	}
	json_object_object_foreach(json_member(record, "streams"), fd, name)
	{
		(void)fd;
		criu_add(criu, "--external");
		criu_add(criu, "%s", json_object_get_string(name));
	}
}

static void checkpoint_dump(const struct criu *criu)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		undo_forget();
		criu_become(criu);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (pid > 0 && WIFEXITED(status) &&
		WEXITSTATUS(status) == EXIT_LAUNCHER) {
		undo_all(); /* it has said why it did not run */
		exit(EXIT_LAUNCHER);
	}
	if (pid < 0 || status)
		criu_blame(criu, "keep what the container does");
}

static _Noreturn void checkpoint_refuse(
	const struct container *container, const char *what, const char *cure)
{
	die_of(&(struct death){ .code = EXIT_LAUNCHER, .cure = cure },
		"container %s %s", container->name, what);
}

/* What cannot be kept, or would be gone at once. */
static void checkpoint_check(
	struct container *container, struct guest *guest, bool leaves)
{
	container_must_run(container, false);
	start_recall(guest, container);
	if (guest->manner.terminal)
		checkpoint_refuse(container,
			"has a terminal, which no checkpoint keeps",
			"run it without -t");
	if (guest->net.mode == NET_SHARED)
		checkpoint_refuse(container,
			"is in another one's network, which no checkpoint"
			" keeps",
			"give it a network of its own");
	if (guest->filter.beneath_count)
		checkpoint_refuse(container,
			"is kept from files by Landlock, which no checkpoint"
			" keeps",
			"--read-only, -v and --tmpfs do without it");
	if (guest->manner.removes && !leaves)
		checkpoint_refuse(container,
			"is removed when it ends, and its checkpoints with it",
			"let it go on: --leave-running");
}

void checkpoint_check_name(const char *name)
{
	size_t length = strlen(name);

	for (const char *letter = name; *letter; letter++)
		if (!isalnum((unsigned char)*letter) &&
			(letter == name || !strchr("_.-", *letter)))
			length = 0;
	if (!length || length > LONGEST_CONTAINER_NAME)
		options_refuse(
			"the name of a checkpoint has letters and digits,"
			" later also _ . and -, %d at most: not '%s'",
			LONGEST_CONTAINER_NAME, name);
}

static void checkpoint_make(
	struct container *container, const char *name, bool leaves)
{
	char *log = criu_log_path(container->id, "dump");
	char *path = checkpoint_path(container->id, HALF_MADE);
	struct json_object *record = json_object_new_object();
	struct guest guest;
	struct criu criu;
	int place;

	checkpoint_check(container, &guest, leaves);
	criu_begin(&criu, "dump", path, log);
	place = checkpoint_begin(container);
	json_object_object_add(
		record, "mounts", outside_mounts(container->pid));
	json_object_object_add(
		record, "streams", outside_streams(container->pid));
	checkpoint_words(
		&criu, container, record, veth_namespaces(&guest.net) != 0);
	if (leaves)
		criu_add(&criu, "--leave-running");
	checkpoint_record(container, place, record);
	checkpoint_dump(&criu);
	checkpoint_finish(name);
	undo_forget();
}

int command_checkpoint(int argc, char **argv)
{
	bool leaves = false;
	const struct option_row options[] = {
		{ "leave-running", 0, NULL, "do not stop it", option_flag,
			&leaves },
		{ 0 },
	};
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options] CONTAINER CHECKPOINT",
			.about = "Keep on the disk what a container does, and"
				 " stop it.",
			.more = "'vessel restore' lets it go on from there."
				" One of the same name is replaced. Done by"
				" criu(8).",
			.options = options,
		},
		argc, argv, 2, 2);
	struct container container;

	checkpoint_check_name(words[1]);
	container_find(&container, words[0]);
	container_lock(&container);
	checkpoint_make(&container, words[1], leaves);
	event_log(&container, "checkpoint");
	container_unlock(&container);
	if (!leaves)
		container_wait(&container, -1);
	container_close(&container);
	return puts(words[1]) < 0;
}
