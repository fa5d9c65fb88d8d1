/* rm.c - vessel rm: containers are removed. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "die.h"

#include "columns.h"
#include "command.h"
#include "container.h"
#include "each.h"
#include "force.h"

enum { MOST_REMOVED_AT_ONCE = 16 };

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

/* With docker, too, it is no failure that what is to be forced has gone. */
static int rm_missing(const char *word, bool force)
{
	warn_lines("'vessel ps -a' lists all", "no such container: %s", word);
	return force ? EXIT_SUCCESS : EXIT_LAUNCHER;
}

static int rm_softly(const char *word)
{
	struct container container;
	int code = EXIT_SUCCESS;

	if (!container_look(&container, word))
		return rm_missing(word, false);
	container_lock(&container);
	if (container.status == CREATED || container.status == EXITED)
		container_remove(&container);
	else
		code = rm_refuse(&container);
	container_close(&container);
	return code;
}

static int rm_one(const char *word, const void *force)
{
	int code = EXIT_SUCCESS;

	if (!*(const bool *)force)
		code = rm_softly(word);
	else if (!force_remove(word))
		return rm_missing(word, true);
	if (!code)
		puts(word);
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
			.name = "vessel",
			.arguments = "[options] CONTAINER...",
			.about = "Remove containers, and what they have"
				 " written.",
			.more = "What they were given with -v stays.",
			.options = options,
		},
		argc, argv, 1, ANY_NUMBER);
	int code = each_word(words, MOST_REMOVED_AT_ONCE, rm_one, &force);

	stdout_end();
	return code;
}
