/* timens.c - clocks of the guest's own. */
/* SPDX-License-Identifier: MIT */
#include "timens.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

/* Linux has it since 5.6, its headers as well. */
#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x80
#endif

/* Half of what the kernel counts to: a clock may not go beyond that. */
#define MOST_AHEAD 4611686018LL /* seconds */

static _Noreturn void timens_refuse(
	const struct option_row *option, const char *value)
{
	options_refuse(
		"'--%s %s' is not a time as 30d, -1.5h or 90s, or one for"
		" each clock: monotonic=1d,boottime=2d",
		option->name, value);
}

/* The kernel wants nanoseconds that are not below zero. */
static struct ahead ahead_of(double seconds, bool behind)
{
	struct ahead ahead = { true, (long long)seconds, 0 };

	ahead.nanoseconds = (long)((seconds - (double)ahead.seconds) * 1e9);
	if (!behind)
		return ahead;
	ahead.seconds = -ahead.seconds - (ahead.nanoseconds > 0);
	if (ahead.nanoseconds > 0)
		ahead.nanoseconds = 1000000000 - ahead.nanoseconds;
	return ahead;
}

/* "-1.5h" */
static struct ahead ahead_read(
	const struct option_row *option, const char *value, const char *text)
{
	static const char units[] = "smhdw";
	static const int seconds[] = { 1, 60, 3600, 86400, 604800 };
	const char *digits = text + (*text == '-' || *text == '+'), *unit;
	size_t length = strspn(digits, "0123456789.");
	double number;
	char *end;

	number = strtod(digits, &end);
	if (!length || end != digits + length || (*end && end[1]))
		timens_refuse(option, value);
	unit = strchr(units, *end ? *end : 's');
	if (!unit)
		timens_refuse(option, value);
	number *= seconds[unit - units];
	if (number > (double)MOST_AHEAD)
		options_refuse("'--%s %s': no clock goes that far",
			option->name, value);
	return ahead_of(number, *text == '-');
}

void timens_take(const struct option_row *option, const char *value)
{
	struct timens *timens = option->target;
	char *copy = strdup(value), *rest = copy, *word, *equals;

	if (!copy)
		die("malloc", "cannot keep '%s' in memory", value);
	while ((word = strsep(&rest, ","))) {
		equals = strchr(word, '=');
		if (equals)
			*equals++ = '\0';
		if (!equals && (rest || word > copy))
			timens_refuse(option, value);
		if (equals && strcmp(word, "monotonic") &&
			strcmp(word, "boottime"))
			timens_refuse(option, value);
		if (!equals || *word == 'm')
			timens->monotonic = ahead_read(
				option, value, equals ? equals : word);
		if (!equals || *word == 'b')
			timens->boottime = ahead_read(
				option, value, equals ? equals : word);
	}
	free(copy);
}

static void offsets_write(const struct timens *timens)
{
	const struct ahead *monotonic = &timens->monotonic;
	const struct ahead *boottime = &timens->boottime;
	int fd = open("/proc/self/timens_offsets", O_WRONLY | O_CLOEXEC);
	int length;
	char text[128];

	length = snprintf(text, sizeof(text),
		"monotonic %lld %ld\nboottime %lld %ld\n", monotonic->seconds,
		monotonic->nanoseconds, boottime->seconds,
		boottime->nanoseconds);
	if (fd >= 0 && write(fd, text, (size_t)length) == length) {
		close(fd);
		return;
	}
	die_of(&(struct death){ EXIT_LAUNCHER, errno, NULL,
		       errno == ERANGE ? "a clock would be below zero, or"
					 " beyond its end"
				       : NULL },
		"cannot set the guest's clocks");
}

void timens_enter(const struct timens *timens)
{
	int fd;

	if (!timens->monotonic.wanted && !timens->boottime.wanted)
		return;
	/* That makes one for our children, where nobody is yet; then join. */
	if (unshare(CLONE_NEWTIME) < 0)
		die("unshare", "cannot give the guest clocks of its own");
	offsets_write(timens);
	fd = open("/proc/self/ns/time_for_children", O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWTIME) < 0)
		die("setns", "cannot give the guest clocks of its own");
	close(fd);
}
