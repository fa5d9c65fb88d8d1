/* events.c - vessel events: what happens to containers, as it happens. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

#include "columns.h"
#include "command.h"
#include "container.h"
#include "event.h"
#include "when.h"

struct events {
	const char *since_typed, *until_typed;
	bool json;
	int64_t since, until; /* nanoseconds since 1970 */
	int run;              /* the directory */
	FILE *file;           /* that we read now; NULL: there is none yet */
};

/* As docker prints them, with what ours have. */
static void event_print(struct json_object *event)
{
	const char *members[] = { "image", "name" };
	const char *between = " (";

	printf("%s %s %s %s", json_text(event, "time"),
		json_text(event, "type"), json_text(event, "action"),
		json_text(event, "id"));
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++) {
		if (!json_text(event, members[i]))
			continue;
		printf("%s%s=%s", between, members[i],
			json_text(event, members[i]));
		between = ", ";
	}
	if (json_member(event, "exit_code"))
		printf("%sexitCode=%ld", between,
			json_number(event, "exit_code"));
	puts(")");
}

static void line_show(const struct events *events, const char *line)
{
	struct json_object *event = json_tokener_parse(line);
	int64_t time = when_read(json_text(event, "time"));

	if (time >= events->since && time <= events->until) {
		if (events->json)
			fputs(line, stdout);
		else
			event_print(event);
	}
	json_object_put(event);
}

/* Whole lines, up to the end that it has now: more may come. */
static void file_show(const struct events *events)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	if (!events->file)
		return;
	clearerr(events->file);
	while ((length = getline(&line, &size, events->file)) > 0)
		if (line[length - 1] == '\n')
			line_show(events, line);
	free(line);
	stdout_end();
}

static FILE *file_open(const struct events *events, const char *name)
{
	int fd = openat(events->run, name, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && errno != ENOENT)
		die("open", "cannot read '%s'", run_path(name));
	return fd < 0 ? NULL : fdopen(fd, "r");
}

/* Is what we read the file that is written to now? */
static bool file_is_now(const struct events *events)
{
	struct stat read, named;

	return events->file && fstat(fileno(events->file), &read) == 0 &&
	       fstatat(events->run, EVENTS, &named, 0) == 0 &&
	       read.st_ino == named.st_ino;
}

/* Nobody writes to a file that has been set aside: it ends where it ends. */
static void events_show(struct events *events)
{
	bool is_now = file_is_now(events);

	file_show(events);
	if (is_now)
		return;
	if (events->file)
		fclose(events->file);
	events->file = file_open(events, EVENTS);
	file_show(events);
}

static void events_past(struct events *events)
{
	events->file = file_open(events, EVENTS_BEFORE);
	events_show(events);
}

/* Milliseconds until then; -1: it is never. */
static int until_wait(const struct events *events)
{
	int64_t left = (events->until - when_is_now()) / 1000000 + 1;

	if (!events->until_typed)
		return -1;
	return left > 60000 ? 60000 : left < 0 ? 0 : (int)left;
}

static void events_follow(struct events *events, int watch)
{
	char buffer[4096];

	while (when_is_now() <= events->until) {
		struct pollfd poller = { .fd = watch, .events = POLLIN };

		if (poll(&poller, 1, until_wait(events)) < 0 && errno != EINTR)
			die("poll", "cannot wait for events");
		if (poller.revents && read(watch, buffer, sizeof(buffer)) < 0)
			die("inotify", "cannot wait for events");
		events_show(events);
	}
}

static void events_run(struct events *events)
{
	int watch = inotify_init1(IN_CLOEXEC);

	events->run = run_open("");
	if (watch < 0 || inotify_add_watch(watch, run_path(""),
				 IN_MODIFY | IN_CREATE | IN_MOVED_TO) < 0)
		die("inotify", "cannot wait for events in '%s'", run_path(""));
	events_past(events);
	events_follow(events, watch);
}

int command_events(int argc, char **argv)
{
	struct events events = { 0 };
	const struct option_row options[] = {
		{ "since", 0, "TIME", "those from then on, too", option_string,
			&events.since_typed },
		{ "until", 0, "TIME", "end then", option_string,
			&events.until_typed },
		{ "json", 0, NULL, "an object of JSON a line", option_flag,
			&events.json },
		{ 0 },
	};

	command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options]",
			.about = "Tell what happens to containers, as it"
				 " happens.",
			.more = "TIME is \"2026-11-29T08:00:00\", in seconds"
				" since 1970, or how long ago: 10m.",
			.options = options,
		},
		argc, argv, 0, 0);
	events.since = events.since_typed
			       ? when_typed("since", events.since_typed)
			       : when_is_now();
	events.until = events.until_typed
			       ? when_typed("until", events.until_typed)
			       : INT64_MAX;
	events_run(&events);
	return EXIT_SUCCESS;
}
