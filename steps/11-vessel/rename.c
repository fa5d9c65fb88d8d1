/* rename.c - vessel rename: a container gets another name. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"

#include "command.h"
#include "container.h"
#include "names.h"

/*
 * It has the new name from when its config.json says so: before that the one,
 * and after that the other link is nobody's.
 */
static void rename_to(struct container *container, const char *name)
{
	int names = names_lock(), error;
	char owner[ID_LENGTH + 1];

	if (name_take(names, name, container->id) < 0) {
		error = errno;
		if (error == EEXIST && name_owner(names, name, owner))
			name_taken(name, owner);
		errno = error;
		die("symlink", "cannot make the name '%s'", name);
	}
	json_set_text(container->config, "name", name);
	if (json_write_at(container->directory, "config.json",
		    container->config, true) < 0) {
		error = errno;
		name_drop(names, name, container->id);
		errno = error;
		die("write", "cannot rename container %s", container->name);
	}
	name_drop(names, container->name, container->id);
	close(names);
	snprintf(container->name, sizeof(container->name), "%s", name);
}

int command_rename(int argc, char **argv)
{
	const struct option_row options[] = { { 0 } };
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "CONTAINER NAME",
			.about = "Give a container another name.",
			.more = "It may run meanwhile.",
			.options = options,
		},
		argc, argv, 2, 2);
	struct container container;

	name_check(words[1]);
	container_find(&container, words[0]);
	container_lock(&container);
	if (!strcmp(container.name, words[1]))
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"container '%s' has that name already", words[1]);
	rename_to(&container, words[1]);
	event_log(&container, "rename");
	container_close(&container);
	return EXIT_SUCCESS;
}
