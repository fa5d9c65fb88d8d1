/* rm.c - vessel rm: containers are removed. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "die.h"

#include "columns.h"
#include "command.h"
#include "container.h"
#include "force.h"

/* Those of docker's words that say it. */
static int rm_refuse(const struct container *container)
{
	char cure[LONGEST_CONTAINER_NAME + 96];

	snprintf(cure, sizeof(cure),
		"stop the container before removing, or force remove: 'vessel"
		" rm -f %s'",
		container->name);
	warn_lines(cure, "cannot remove container '%s': container is %s",
		container->name, status_name(container->status));
	return EXIT_LAUNCHER;
}

static int rm_missing(const char *word, int code)
{
	warn_lines("'vessel ps -a' lists all", "no such container: %s", word);
	return code;
}

static int rm_one(const char *word)
{
	struct container container;
	int code = EXIT_SUCCESS;

	if (!container_look(&container, word))
		return rm_missing(word, EXIT_LAUNCHER);
	container_lock(&container);
	if (container.status == CREATED || container.status == EXITED)
		container_remove(&container);
	else
		code = rm_refuse(&container);
	container_close(&container);
	return code;
}

int command_rm(int argc, char **argv)
{
	bool force = false, volumes = false;
	const struct option_row options[] = {
		{ "force", 'f', NULL, "one that runs, or is broken, as well",
			option_flag, &force },
		{ "volumes", 'v', NULL, NULL, option_flag, &volumes },
		{ 0 },
	};
	char **words = command_parse(
		&(struct usage){
			.name = "vessel rm",
			.arguments = "[options] CONTAINER...",
			.about = "Remove containers, and what they have"
				 " written.",
			.more = "What they were given with -v stays.",
			.options = options,
		},
		argc, argv, 1, ANY_NUMBER);
	int code = EXIT_SUCCESS, failed;

	for (; *words; words++) {
		if (force)
			failed = force_remove(*words) ? EXIT_SUCCESS
						      : rm_missing(*words, 0);
		else
			failed = rm_one(*words);
		if (!failed)
			puts(*words);
		code = failed ? failed : code;
	}
	stdout_end();
	return code;
}
