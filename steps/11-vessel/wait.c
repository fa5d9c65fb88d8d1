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

/* One of them, and who tells how it ends. */
struct waiting {
	struct container container;
	int connection; /* -1: nobody */
	bool is_missing;
};

static void wait_begin(struct waiting *waiting, const char *word)
{
	struct container *container = &waiting->container;

	waiting->is_missing = !container_look(container, word);
	if (waiting->is_missing)
		return;
	waiting->connection = -1;
	if (container->status != CREATED && container->status != EXITED)
		waiting->connection = observe_begin(container);
}

/* Everything of it has been put away when its lock is free. -1: it was removed
 * meanwhile. */
static int wait_end(const struct waiting *waiting)
{
	const struct container *container = &waiting->container;
	struct container ended;
	int code;

	if (container->status == CREATED || container->status == EXITED)
		return container->exit_code;
	code = waiting->connection >= 0 ? observe_end(waiting->connection)
					: wait_written(container);
	container_wait(container, -1);
	if (code >= 0)
		return code;
	/* Its monitor was killed, or had ended before we came. */
	if (!container_look(&ended, container->id))
		return -1;
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
	struct waiting *all = calloc((size_t)argc, sizeof(*all));
	int missing = EXIT_SUCCESS, code;

	if (!all)
		die("malloc", "cannot keep so many containers in memory");
	for (int i = 0; words[i]; i++)
		wait_begin(&all[i], words[i]);
	for (int i = 0; words[i]; i++) {
		code = all[i].is_missing ? -1 : wait_end(&all[i]);
		if (code < 0) {
			warn_lines("'vessel ps -a' lists all",
				"no such container: %s", words[i]);
			missing = EXIT_LAUNCHER;
			continue;
		}
		printf("%d\n", code);
		if (fflush(stdout) != 0)
			die("write", "cannot write an exit code");
		container_close(&all[i].container);
	}
	free(all);
	return missing;
}
