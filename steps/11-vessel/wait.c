/* wait.c - vessel wait: until containers have ended. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "die.h"
#include "file.h"

#include "command.h"
#include "container.h"
#include "observe.h"

/* The monitor writes it down when it hears nobody any more. */
static int wait_written(const struct container *container)
{
	char text[16];

	if (read_at(container->live, "exit", text, sizeof(text)) < 0)
		return -1;
	return atoi(text);
}

/* Everything of it has been put away when its lock is free. */
static int wait_one(struct container *container)
{
	struct container ended;
	int connection, code;

	if (container->status == CREATED || container->status == EXITED)
		return container->exit_code;
	connection = observe_begin(container);
	code = connection >= 0 ? observe_end(connection)
			       : wait_written(container);
	container_wait(container, -1);
	if (!container_look(&ended, container->id)) {
		if (code >= 0)
			return code; /* --rm */
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"container %s was removed", container->name);
	}
	/* (If it runs once more by now, that is another run.) */
	if (code < 0)
		code = ended.exit_code;
	container_close(&ended);
	return code;
}

int command_wait(int argc, char **argv)
{
	const struct option_row options[] = { { 0 } };
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "CONTAINER...",
			.about = "Wait until containers have ended.",
			.more = "Their exit codes are printed, a line each.",
			.options = options,
		},
		argc, argv, 1, ANY_NUMBER);
	struct container container;

	for (; *words; words++) {
		container_find(&container, *words);
		printf("%d\n", wait_one(&container));
		if (fflush(stdout) != 0)
			die("write", "cannot write an exit code");
		container_close(&container);
	}
	return EXIT_SUCCESS;
}
