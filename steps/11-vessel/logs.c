/* logs.c - vessel logs: what a container has written. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "number.h"

#include "command.h"
#include "logs.h"
#include "when.h"

/* As docker: what is no number but "all" is refused, and -1 is all. */
static void logs_take_tail(const struct option_row *option, const char *value)
{
	unsigned long lines = ULONG_MAX;

	if (strcmp(value, "all") != 0 && strcmp(value, "-1") != 0 &&
		number_read(value, 0, ULONG_MAX - 1, &lines) < 0)
		options_refuse("'--tail %s': there are a number of lines, and"
			       " all",
			value);
	*(unsigned long *)option->target = lines;
}

static void logs_take_time(const struct option_row *option, const char *value)
{
	*(int64_t *)option->target = when_typed(option->name, value);
}

/* When it was written, in nanoseconds since 1970. */
static int64_t logs_time(const struct entry *entry)
{
	return (int64_t)entry->head.seconds * 1000000000 +
	       entry->head.nanoseconds;
}

/* One line, or the part of one that `entry` has. */
static void logs_show(struct logs *logs, const struct entry *entry,
	const char *line, size_t length)
{
	FILE *to = entry->stream == RECORD_ERRORS ? stderr : stdout;
	struct line *state = &logs->lines[entry->stream == RECORD_ERRORS];

	if (!state->open)
		state->shown = logs->skip == 0 || logs->skip-- == 0;
	/* In the order in which they came, where both go to one place. */
	if (state->shown && logs->last != to && fflush(logs->last) != 0)
		logs_broken();
	logs->last = state->shown ? to : logs->last;
	if (state->shown && !state->open && logs->times)
		fprintf(to, "%s ", when_text(logs_time(entry)));
	if (state->shown && fwrite(line, 1, length, to) != length)
		logs_broken();
	state->open = line[length - 1] != '\n';
}

static void logs_count(struct logs *logs, const struct entry *entry,
	const char *line, size_t length)
{
	struct line *state = &logs->lines[entry->stream == RECORD_ERRORS];

	logs->count += !state->open;
	state->open = line[length - 1] != '\n';
}

_Noreturn void logs_broken(void)
{
	if (errno == EPIPE)
		_Exit(EXIT_SUCCESS); /* who reads it has had enough */
	die("write", "cannot write the log");
}

static void logs_entry(
	struct logs *logs, const struct entry *entry, logs_do *each)
{
	const char *data = entry->data;

	for (size_t left = entry->length, length; left > 0; left -= length) {
		const char *end = memchr(data, '\n', left);

		length = end ? (size_t)(end - data) + 1 : left;
		each(logs, entry, data, length);
		data += length;
	}
}

static void logs_missing(struct logs *logs, const struct entry *entry)
{
	uint64_t lost;

	if (entry->length != sizeof(lost) || logs->skip > 0)
		return;
	memcpy(&lost, entry->data, sizeof(lost));
	if (fflush(logs->last) != 0)
		logs_broken();
	warn_line("%llu bytes are missing here: there was no place for them on"
		  " the disk",
		(unsigned long long)lost);
}

bool logs_pass(struct logs *logs, struct logbook *book, logs_do *each)
{
	struct entry entry;

	while (logbook_next(book, &entry)) {
		int64_t time = logs_time(&entry);

		if (logs->until && time > logs->until)
			return false;
		if (time < logs->since)
			continue;
		if (entry.stream != RECORD_LOST)
			logs_entry(logs, &entry, each);
		else if (each == logs_show)
			logs_missing(logs, &entry);
	}
	if (fflush(logs->last) != 0)
		logs_broken();
	return true;
}

/* The last lines: count all, and pass over those before. */
static void logs_tail(struct logs *logs, int directory)
{
	static struct logbook book;

	if (logs->tail == ULONG_MAX)
		return;
	logbook_open(&book, directory);
	logs_pass(logs, &book, logs_count);
	logbook_close(&book);
	memset(logs->lines, 0, sizeof(logs->lines));
	if (logs->count > logs->tail)
		logs->skip = logs->count - logs->tail;
}

int command_logs(int argc, char **argv)
{
	static struct logbook book;
	struct logs logs = { .tail = ULONG_MAX, .last = stdout };
	struct container container;
	const struct option_row options[] = {
		{ "follow", 'f', NULL, "go on until the container ends",
			option_flag, &logs.follows },
		{ "timestamps", 't', NULL, "when each line was written",
			option_flag, &logs.times },
		{ "tail", 'n', "LINES", "only so many, the last (all)",
			logs_take_tail, &logs.tail },
		{ "since", 0, "TIME", "nothing older: 10m, or 2026-11-29T12:00",
			logs_take_time, &logs.since },
		{ "until", 0, "TIME", "nothing younger", logs_take_time,
			&logs.until },
		{ 0 },
	};
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options] CONTAINER",
			.about = "Show what a container has written: its stdout"
				 " on stdout, its stderr on stderr.",
			.more = "What there was in files that have been rotated"
				" away is gone: --log-opt.",
			.options = options,
		},
		argc, argv, 1, 1);

	container_find(&container, words[0]);
	logs_tail(&logs, container.directory);
	logbook_open(&book, container.directory);
	if (logs.follows)
		logs_follow(&logs, &book, &container, logs_show);
	else
		logs_pass(&logs, &book, logs_show);
	return EXIT_SUCCESS;
}
