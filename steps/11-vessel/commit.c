/* commit.c - vessel commit: what a container has written becomes an image. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "die.h"
#include "undo.h"

#include "alive.h"
#include "columns.h"
#include "command.h"
#include "commit.h"
#include "manifest.h"
#include "tags.h"

static void commit_thaw(void *argument)
{
	alive_pause(argument, false);
}

/* Nothing changes meanwhile: nobody starts it, and what runs stands still. */
static void commit_find(struct commit *commit, const char *word)
{
	struct container *container = &commit->container;

	container_find(container, word);
	container_lock(container);
	if (container->status != RUNNING || !commit->pause)
		return;
	if (!alive_can_pause(container))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "--no-pause takes what it has written by"
				       " now" },
			"container %s has no group that can be frozen",
			container->name);
	undo_later(commit_thaw, container);
	alive_pause(container, true);
}

/* As docker has it: the new image runs what the container has run. */
static void commit_configure(struct commit *commit)
{
	struct json_object *inner =
		change_member(commit->config, "config", false);
	struct json_object *command =
		json_member(commit->container.config, "command");
	struct json_object *variables =
		json_member(commit->container.config, "environment");
	size_t count = variables ? json_object_array_length(variables) : 0;

	if (command && json_object_array_length(command))
		json_object_object_add(inner, "Cmd", json_object_get(command));
	for (size_t i = 0; i < count; i++)
		change_variable(inner,
			json_object_get_string(
				json_object_array_get_idx(variables, i)));
	change_apply(&commit->changes, commit->config);
	change_history(commit->config, &commit->changes, "vessel commit");
}

static void commit_name(const char *id, void *argument)
{
	const struct commit *commit = argument;

	if (commit->reference)
		tag_set(commit->reference, id);
}

static void commit_run(struct commit *commit)
{
	const char *id = json_text(commit->container.config, "image_id");
	struct manifest manifest = { 0 };
	char *text;

	if (id && *id)
		manifest_of(id, &manifest, NULL);
	commit->config = change_config(manifest.config_json);
	depot_sweep(NULL);
	draft_begin(&commit->draft, commit->container.name);
	commit_add_layers(commit, manifest.config_json);
	commit_configure(commit);
	text = draft_describe(&commit->draft, commit->config);
	draft_commit(&commit->draft, text, commit_name, commit);
	free(text);
	manifest_free(&manifest);
}

int command_commit(int argc, char **argv)
{
	static struct commit commit = { .pause = true };
	bool moving = false;
	const struct option_row options[] = {
		CHANGE_OPTIONS(&commit.changes),
		{ "no-pause", 0, NULL, "let it run meanwhile", option_flag,
			&moving },
		{ 0 },
	};
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options] CONTAINER [NAME[:TAG]]",
			.about = "Make an image of what a container has"
				 " written.",
			.more = "Volumes are no part of it. Prints the id.",
			.options = options,
		},
		argc, argv, 1, 2);
	struct reference reference;

	if (words[1]) {
		reference_take(&reference, words[1]);
		commit.reference = &reference;
	}
	commit.pause = !moving;
	commit_find(&commit, words[0]);
	commit_run(&commit);
	undo_all();
	puts(commit.draft.id);
	stdout_end();
	return EXIT_SUCCESS;
}
