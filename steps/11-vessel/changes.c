/* changes.c - vessel diff: what a container has written. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "die.h"
#include "undo.h"

#include "command.h"
#include "start.h"

/* One element of an array, in a process that does nothing else. */
static void changes_tell(char kind, const char *path)
{
	struct json_object *row = json_object_new_object();
	static bool begun;

	json_object_object_add(
		row, "kind", json_object_new_string_len(&kind, 1));
	json_object_object_add(row, "path", json_object_new_string(path));
	fputs(begun ? ",\n  " : "  ", stdout);
	json_show(json_object_to_json_string(row));
	json_object_put(row);
	begun = true;
}

/* Its layer as it is now, while the container goes on to write to it. */
static bool changes_look(struct guest *guest)
{
	return overlay_look(&guest->overlay, guest->rootfs);
}

/* Nobody has it: it is locked, and what has to be made ready is. */
static bool changes_take(struct guest *guest)
{
	guest->overlay.no_sweep = true;
	overlay_prepare(&guest->overlay, guest->rootfs);
	return true;
}

static bool changes_open(struct guest *guest)
{
	struct container *container = guest->container;
	bool runs = container->status == RUNNING || container->status == PAUSED;

	start_files(guest);
	if (!overlay_has_layer(&guest->overlay))
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"container %s writes to its image: there is no layer",
			container->name);
	userns_prepare(&guest->userns);
	overlay_map(&guest->overlay, &guest->userns.uids, &guest->userns.gids,
		guest->userns.twin);
	if (!runs)
		return changes_take(guest);
	if (changes_look(guest))
		return true;
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "stop it first: its storage is one that only"
			       " one can look at" },
		"cannot look at what container %s writes", container->name);
}

int command_diff(int argc, char **argv)
{
	bool json = false;
	const struct option_row options[] = {
		{ "json", 0, NULL, "for programs", option_flag, &json },
		{ 0 },
	};
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options] CONTAINER",
			.about = "List what a container has added (A), changed"
				 " (C) and deleted (D).",
			.more = "Its volumes are no part of it.",
			.options = options,
		},
		argc, argv, 1, 1);
	struct container container;
	struct guest guest;
	int code;

	container_find(&container, words[0]);
	start_recall(&guest, &container);
	if (container.status == CREATED || container.status == EXITED)
		container_lock(&container);
	changes_open(&guest);
	/* What users in there have closed is open to their root. */
	userns_resume(&guest.userns);
	userns_inherit(&guest.userns);
	guest.overlay.shows = true;
	guest.overlay.tell = json ? changes_tell : NULL;
	if (json)
		puts("[");
	fflush(stdout);
	code = overlay_report(&guest.overlay, EXIT_SUCCESS);
	if (json)
		puts("\n]");
	undo_all();
	container_close(&container);
	return code;
}
