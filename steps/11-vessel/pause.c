/* pause.c - vessel pause and unpause: all stand still, and go on. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "die.h"

#include "alive.h"
#include "columns.h"
#include "command.h"
#include "each.h"

static int pause_one(const char *word, const void *argument)
{
	struct container container;

	(void)argument;
	alive_find(&container, word, false);
	alive_pause(&container, true);
	container_close(&container);
	puts(word);
	return 0;
}

static int unpause_one(const char *word, const void *argument)
{
	struct container container;

	(void)argument;
	alive_find(&container, word, true);
	if (container.status != PAUSED)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"container %s is not paused", container.name);
	alive_pause(&container, false);
	container_close(&container);
	puts(word);
	return 0;
}

static int pause_all(int argc, char **argv, const char *about,
	int (*one)(const char *word, const void *argument))
{
	static const struct option_row options[] = { { 0 } };
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "CONTAINER...",
			.about = about,
			.more = "Nobody in there sees a signal.",
			.options = options,
		},
		argc, argv, 1, ANY_NUMBER);
	int code = each_word(words, 1, one, NULL);

	stdout_end();
	return code;
}

int command_pause(int argc, char **argv)
{
	return pause_all(argc, argv,
		"Let all processes of a container stand still.", pause_one);
}

int command_unpause(int argc, char **argv)
{
	return pause_all(argc, argv, "Let a container that is paused go on.",
		unpause_one);
}
