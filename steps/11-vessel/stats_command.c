/* stats_command.c - vessel stats: what containers use, again and again. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "die.h"

#include "columns.h"
#include "command.h"
#include "container.h"
#include "sample.h"
#include "stats_row.h"

enum { FIRST_PAUSE = 300, PAUSE = 1000 }; /* milliseconds */

/* What was asked for, and what was seen the last time and this time. */
static struct {
	bool once, json, no_trunc;
	char **words;
	struct sample *before, *now;
	size_t count_before, count, room;
} watched;

static void stats_add(struct container *container, void *argument)
{
	struct sample *samples = watched.now;

	(void)argument;
	if (container->status != RUNNING && container->status != PAUSED)
		return;
	if (watched.count == watched.room) {
		watched.room = 2 * watched.room + 16;
		samples = reallocarray(samples, watched.room, sizeof(*samples));
	}
	if (!samples)
		die("malloc", "cannot keep what containers use in memory");
	watched.now = samples;
	sample_take(&samples[watched.count++], container);
}

/* Those that were named, or all. One that is gone ends nobody else's. */
static void stats_look_at(void)
{
	struct container container;

	free(watched.before);
	watched.before = watched.now;
	watched.count_before = watched.count;
	watched.now = NULL;
	watched.count = watched.room = 0;
	if (!*watched.words)
		containers_each(stats_add, NULL);
	for (char **word = watched.words; *word; word++) {
		if (!container_look(&container, *word))
			continue;
		stats_add(&container, NULL);
		container_close(&container);
	}
}

static const struct sample *stats_before(const struct sample *sample)
{
	for (size_t i = 0; i < watched.count_before; i++)
		if (!strcmp(watched.before[i].id, sample->id))
			return &watched.before[i];
	return NULL;
}

/* On a terminal, no more than what fits, in the place of what was there. */
static size_t stats_rows(bool live)
{
	struct winsize size;

	if (!live)
		return watched.count;
	fputs("\033[H\033[J", stdout);
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_row < 4 ||
		watched.count <= size.ws_row - 2U)
		return watched.count;
	return size.ws_row - 3U;
}

static void stats_show(bool live)
{
	struct columns columns = { .heads = stats_row_heads,
		.whole = watched.no_trunc };
	size_t shown = watched.json ? watched.count : stats_rows(live);

	for (size_t i = 0; i < shown; i++) {
		const struct sample *sample = &watched.now[i];
		double percent = sample_percent(sample, stats_before(sample));

		if (watched.json)
			stats_row_json(sample, percent);
		else
			stats_row_add(&columns, sample, percent);
	}
	if (!watched.json)
		columns_print(&columns);
	if (shown < watched.count)
		printf("... and %zu more\n", watched.count - shown);
	stdout_end();
}

static void stats_pause(long milliseconds)
{
	const struct timespec pause = { milliseconds / 1000,
		milliseconds % 1000 * 1000000 };

	nanosleep(&pause, NULL);
}

static void stats_run(void)
{
	static char buffer[1 << 16];
	bool live = !watched.once && !watched.json && isatty(STDOUT_FILENO);

	setvbuf(stdout, buffer, _IOFBF, sizeof(buffer)); /* no half tables */
	stats_look_at();
	stats_pause(watched.once ? PAUSE : FIRST_PAUSE);
	for (;;) {
		stats_look_at();
		if (!watched.count && *watched.words)
			return; /* they have ended */
		stats_show(live);
		if (watched.once)
			return;
		stats_pause(PAUSE);
	}
}

int command_stats(int argc, char **argv)
{
	struct container container;
	const struct option_row options[] = {
		{ "no-stream", 0, NULL, "once, over a second", option_flag,
			&watched.once },
		{ "no-trunc", 0, NULL, "cut nothing", option_flag,
			&watched.no_trunc },
		{ "json", 0, NULL, "a line of JSON for each", option_flag,
			&watched.json },
		{ 0 },
	};

	watched.words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options] [CONTAINER...]",
			.about = "Show what containers use, each second.",
			.more = "Without a name, all that run are shown.",
			.options = options,
		},
		argc, argv, 0, ANY_NUMBER);
	for (char **word = watched.words; *word; word++) {
		container_find(&container, *word);
		container_must_run(&container, true);
		container_close(&container);
	}
	stats_run();
	return 0;
}
