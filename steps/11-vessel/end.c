/* end.c - the last that is done for a container that ran. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "number.h"

#include "command.h"
#include "start.h"
#include "when.h"

/* The last words, and the launcher that still listens: none but its first. */
static void end_speak(const char *client)
{
	unsigned long fd;

	if (client && number_read(client, 3, 1 << 20, &fd) == 0)
		die_through((int)fd);
}

/* What became of it, for those who ask later: once, though we may be killed. */
static void end_record(struct container *container, int code)
{
	if (json_text(container->state, "finished"))
		return;
	if (!container->state)
		container->state = json_object_new_object();
	json_set_number(container->state, "exit_code", code);
	json_set_text(container->state, "finished", when_now());
	container_save_state(container);
}

/*
 * vessel end ID CODE [CLIENT]: not typed by people. The monitor becomes it, and
 * so does whoever finds that a monitor was killed.
 */
int command_end(int argc, char **argv)
{
	struct container container;
	struct guest guest;
	unsigned long code;

	if (argc < 3 || number_read(argv[2], 0, 255, &code) < 0)
		options_refuse("'vessel end' is what monitors call");
	end_speak(argv[3]);
	container_take(&container, argv[1]);
	end_record(&container, (int)code);
	start_remember(&guest, &container);
	guest_end(&guest, (int)code);
	event_log(&container, "die");
	if (guest.manner.removes && !json_truth(container.runtime, "restarts"))
		container_remove(&container);
	container_close(&container);
	return EXIT_SUCCESS;
}
