/* kill.c - vessel kill: a signal for the first process of a container. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <stdio.h>

#include "die.h"

#include "alive.h"
#include "columns.h"
#include "command.h"
#include "each.h"
#include "settings.h"
#include "stop.h"

static void kill_take(const struct option_row *option, const char *value)
{
	int *number = option->target;

	*number = settings_signal(value);
	if (!*number)
		options_refuse("'--%s %s' is no signal: TERM, SIGTERM, 15",
			option->name, value);
}

/*
 * As docker does: nobody looks whether the first process of a pid namespace has
 * a handler, without which the kernel drops it. But KILL always ends it. Who
 * stands still sees a signal when it goes on; what is to end it lets it.
 */
static int kill_one(const char *word, const void *argument)
{
	const int *number = argument;
	struct container container;
	double seconds;

	alive_find(&container, word, true);
	if (alive_signal(&container, *number) < 0)
		die("kill", "cannot send a signal to container %s",
			container.name);
	event_log(&container, "kill");
	if (container.status == PAUSED && *number != SIGKILL &&
		*number == stop_signal(&container, &seconds))
		alive_pause(&container, false);
	container_unlock(&container);
	if (*number == SIGKILL)
		stop_hard(&container);
	container_close(&container);
	puts(word);
	return 0;
}

int command_kill(int argc, char **argv)
{
	int number = SIGKILL, code;
	const struct option_row options[] = {
		{ "signal", 's', "SIGNAL", "another than KILL: TERM, HUP, 15",
			kill_take, &number },
		{ 0 },
	};
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options] CONTAINER...",
			.about = "Send a signal to the first process of a"
				 " container.",
			.more = "Each name is printed when that is done.",
			.options = options,
		},
		argc, argv, 1, ANY_NUMBER);

	code = each_word(words, 16, kill_one, &number);
	stdout_end();
	return code;
}
