/* stop.c - vessel stop and restart: who is asked to end, and then made to. */
/* SPDX-License-Identifier: MIT */
#include "stop.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "number.h"

#include "alive.h"
#include "columns.h"
#include "command.h"
#include "each.h"
#include "start.h"

enum { STOP_SECONDS = 10, STOP_HARD_SECONDS = 30, STOP_AT_ONCE = 64 };

/* What was asked for now. */
struct stop {
	bool waits, restarts;
	double seconds; /* negative: for ever */
};

int stop_signal(struct container *container, double *seconds)
{
	static struct guest guest;
	const char *of_image = json_text(
		json_member(container->config, "image_config"), "StopSignal");
	int number;

	start_remember(&guest, container);
	number = guest.settings.stop_signal;
	*seconds = guest.settings.stop_waits
			   ? (double)guest.settings.stop_timeout
			   : STOP_SECONDS;
	if (!number && of_image)
		number = settings_signal(of_image);
	return number ? number : SIGTERM;
}

void stop_hard(const struct container *container)
{
	alive_kill(container);
	if (!container_wait(container, STOP_HARD_SECONDS))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "one of its processes waits for a disk"
				       " or the like, or a 'vessel exec' of it"
				       " stands still: see 'vessel top', and"
				       " 'jobs'; 'vessel rm -f' waits for none"
				       " of them" },
			"container %s was killed, and does not end",
			container->name);
}

/* Locked. It may have ended by itself just now. */
static double stop_softly(struct container *container, const struct stop *stop)
{
	double seconds;
	int number = stop_signal(container, &seconds);

	if (stop->restarts) {
		json_set_truth(container->runtime, "restarts", true);
		container_save_live(container);
	}
	if (alive_signal(container, number) < 0 && errno != ESRCH)
		die("kill", "cannot send a signal to container %s",
			container->name);
	event_log(container, "kill");
	if (container->status == PAUSED)
		alive_pause(container, false);
	return stop->waits ? stop->seconds : seconds;
}

/* Who looks on is told after a second what it is that takes so long. */
static bool stop_patiently(const struct container *container, double seconds)
{
	bool is_long = seconds < 0 || seconds > 1;

	if (container_wait(container, is_long ? 1 : seconds))
		return true;
	if (!is_long)
		return false;
	if (isatty(STDERR_FILENO) && seconds < 0)
		warn_line("container %s goes on, and has all the time",
			container->name);
	else if (isatty(STDERR_FILENO))
		warn_line("container %s goes on: in %.0f s it is killed",
			container->name, seconds - 1);
	return container_wait(container, seconds < 0 ? -1 : seconds - 1);
}

static void stop_and_wait(const char *word, const struct stop *stop)
{
	struct container container;
	bool runs;
	double seconds = -1;

	container_find(&container, word);
	container_lock(&container);
	runs = container.status == RUNNING || container.status == PAUSED;
	if (runs)
		seconds = stop_softly(&container, stop);
	container_unlock(&container);
	if (!stop_patiently(&container, seconds))
		stop_hard(&container);
	if (runs)
		event_log(&container, "stop");
	container_close(&container);
}

static int stop_one(const char *word, const void *argument)
{
	stop_and_wait(word, argument);
	puts(word);
	return 0;
}

static int restart_one(const char *word, const void *argument)
{
	stop_and_wait(word, argument);
	command_become((char *[]){ (char *)"vessel", (char *)"start",
		(char *)"--", (char *)word, NULL });
}

static void stop_take(const struct option_row *option, const char *value)
{
	struct stop *stop = option->target;
	unsigned long seconds = 0;
	bool forever = !strcmp(value, "-1");

	if (!forever && number_read(value, 0, INT_MAX, &seconds) < 0)
		options_refuse("'--%s %s' is no number of seconds, and not -1,"
			       " which is for ever",
			option->name, value);
	stop->waits = true;
	stop->seconds = forever ? -1 : (double)seconds;
}

static int stop_all(int argc, char **argv, const char *about, bool restarts)
{
	struct stop stop = { .restarts = restarts };
	const struct option_row options[] = {
		{ "time", 't', "SECONDS",
			"how long it may take (10), until it is killed; -1: as"
			"\nlong as it likes",
			stop_take, &stop },
		{ 0 },
	};
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options] CONTAINER...",
			.about = about,
			.more = "Each name is printed when that is done.",
			.options = options,
		},
		argc, argv, 1, ANY_NUMBER);
	int code = each_word(
		words, STOP_AT_ONCE, restarts ? restart_one : stop_one, &stop);

	stdout_end();
	return code;
}

int command_stop(int argc, char **argv)
{
	return stop_all(argc, argv,
		"Ask a container to end, and kill it if it does not.", false);
}

int command_restart(int argc, char **argv)
{
	return stop_all(
		argc, argv, "Stop a container, and start it again.", true);
}
