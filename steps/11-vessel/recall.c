/* recall.c - what was asked for, read again when much has changed. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"

#include "start.h"

/*
 * Would the words be read as they were at the start? A device may have gone, or
 * the process whose network it shares. Whoever tries it dies of that. fork(2)
 */
static bool recall_works(struct guest *guest, struct container *container)
{
	pid_t child = fork();
	int status = -1;

	if (child == 0) {
		die_close();
		close(STDERR_FILENO);
		start_recall(guest, container);
		_exit(EXIT_SUCCESS);
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return child > 0 && status == 0;
}

void start_remember(struct guest *guest, struct container *container)
{
	struct json_object *options = json_member(container->config, "options");
	char *words[] = { (char *)"run", (char *)"--",
		(char *)json_text(container->config, "image"), NULL };

	if (recall_works(guest, container)) {
		start_recall(guest, container);
		return;
	}
	guest_parse(guest, 3, words);
	guest->container = container;
	for (size_t i = 0; i < json_object_array_length(options); i++)
		if (!strcmp(json_object_get_string(
				    json_object_array_get_idx(options, i)),
			    "--rm"))
			guest->manner.removes = true;
}
