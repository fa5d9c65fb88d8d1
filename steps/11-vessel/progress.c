/* progress.c - a bar, for what takes longer than a second. */
/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "terminal.h"

#include "bytes.h"

enum { PROGRESS_FIRST = 1000, PROGRESS_NEXT = 200, PROGRESS_BAR = 24 }; /* ms */

static struct {
	const char *doing, *what;
	long long total, begun, next; /* bytes; ms */
	bool never, shown;
} progress;

static long long progress_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

void progress_begin(const char *doing, const char *what, long long total)
{
	progress.doing = doing;
	progress.what = what;
	progress.total = total;
	progress.begun = progress_now();
	progress.next = progress.begun + PROGRESS_FIRST;
	progress.shown = false;
}

void progress_never(void)
{
	progress.never = true;
}

/* [=====>    ] 45%, as wide as there is room for. */
static int progress_bar(char *text, size_t size, long long done)
{
	int part = (int)(done * PROGRESS_BAR / progress.total);

	if (part > PROGRESS_BAR)
		part = PROGRESS_BAR;
	return snprintf(text, size, "[%.*s%*s] %3d%%  %s of %s", part,
		"========================", PROGRESS_BAR - part, "",
		part < PROGRESS_BAR ? (int)(done * 100 / progress.total) : 100,
		bytes_text(done), bytes_text(progress.total));
}

void progress_show(long long done)
{
	long long now = progress_now(), took = now - progress.begun;
	int columns, length;
	char line[256];

	if (!progress.doing || progress.never || now < progress.next ||
		!isatty(STDERR_FILENO))
		return;
	progress.next = now + PROGRESS_NEXT;
	progress.shown = true;
	if (progress.total)
		length = progress_bar(line, sizeof(line), done);
	else
		length = snprintf(line, sizeof(line), "%s", bytes_text(done));
	snprintf(line + length, sizeof(line) - (size_t)length, "  %s/s  %s %s",
		bytes_text(done * 1000 / (took ? took : 1)), progress.doing,
		progress.what);
	columns = terminal_columns(STDERR_FILENO);
	fprintf(stderr, "\r%.*s\033[K", columns > 1 ? columns - 1 : 1, line);
	fflush(stderr);
}

void progress_end(void)
{
	if (progress.shown)
		fputs("\r\033[K", stderr);
	fflush(stderr);
	progress.shown = false;
}
