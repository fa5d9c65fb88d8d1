/* when.c - points in time, for files and for people. */
/* SPDX-License-Identifier: MIT */
#include "when.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "options.h"

#define SECOND 1000000000LL
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define YEAR (365 * DAY)

int64_t when_is_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * SECOND + now.tv_nsec;
}

const char *when_text(int64_t time)
{
	static char text[WHEN_TEXT];
	time_t seconds = time / SECOND;
	struct tm parts;
	size_t length;

	gmtime_r(&seconds, &parts);
	length = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(text + length, sizeof(text) - length, ".%09dZ",
		(int)(time % SECOND));
	return text;
}

const char *when_now(void)
{
	return when_text(when_is_now());
}

/* As far as it goes: a day alone is its midnight. What follows is in `*end`. */
static int64_t date_read(const char *text, const char **end, struct tm *parts)
{
	static const char *const forms[] = { "%Y-%m-%dT%H:%M:%S",
		"%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M",
		"%Y-%m-%d" };
	int64_t fraction = 0, unit = SECOND;

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		*parts = (struct tm){ .tm_isdst = -1 };
		*end = strptime(text, forms[i], parts);
		if (*end)
			break;
	}
	if (!*end)
		return -1;
	if (**end == '.')
		while (isdigit((unsigned char)*++*end))
			fraction += (unit /= 10) * (**end - '0');
	return fraction;
}

/* "Z" or "+02:00" in seconds; what follows is in `*end`. */
static int zone_read(const char *text, const char **end)
{
	int hours, minutes, length = 0, sign = *text == '-' ? -1 : 1;

	*end = text + (*text == 'Z');
	if (sscanf(text + (*text == '+' || *text == '-'), "%2d:%2d%n", &hours,
		    &minutes, &length) < 2 ||
		!length || !strchr("+-", *text))
		return 0;
	*end = text + 1 + length;
	return sign * (hours * 3600 + minutes * 60);
}

int64_t when_read(const char *text)
{
	int64_t fraction, seconds;
	const char *zone, *end;
	struct tm parts;

	fraction = text ? date_read(text, &zone, &parts) : -1;
	if (fraction < 0)
		return -1;
	end = zone;
	seconds =
		*zone ? timegm(&parts) - zone_read(zone, &end) : mktime(&parts);
	return *end || seconds < 0 ? -1 : seconds * SECOND + fraction;
}

/* "1h30m", a number alone is none; -1: it is something else. */
static int64_t span_read(const char *text)
{
	static const struct {
		const char *unit;
		int64_t length;
	} units[] = { { "ms", 1000000 }, { "us", 1000 }, { "ns", 1 },
		{ "s", SECOND }, { "m", MINUTE }, { "h", HOUR }, { "d", DAY } };
	int64_t span = 0;
	double number;
	char *end;
	size_t i;

	for (; *text; text = end + strlen(units[i].unit)) {
		number = strtod(text, &end);
		for (i = 0; i < sizeof(units) / sizeof(*units); i++)
			if (!strncmp(end, units[i].unit, strlen(units[i].unit)))
				break;
		if (end == text || i == sizeof(units) / sizeof(*units) ||
			!isdigit((unsigned char)*text) || number > 1e9)
			return -1;
		span += (int64_t)(number * (double)units[i].length);
	}
	return span;
}

int64_t when_typed(const char *option, const char *text)
{
	int64_t time = when_read(text), span;
	double seconds;
	char *end;

	if (time >= 0)
		return time;
	span = *text ? span_read(text) : -1;
	if (span >= 0)
		return when_is_now() - span;
	seconds = strtod(text, &end);
	if (isdigit((unsigned char)*text) && !*end && seconds < 9e9)
		return (int64_t)(seconds * 1e9);
	options_refuse("'--%s %s' is no time: \"2026-11-29T08:00:00\", seconds"
		       " since 1970, or how long ago, as in 1h30m",
		option, text);
}

const char *when_age(char text[static WHEN_TEXT], int64_t nanoseconds)
{
	static const struct {
		int64_t below, unit;
		const char *one, *more;
	} rows[] = {
		{ SECOND, SECOND, "Less than a second", "" },
		{ MINUTE, SECOND, "1 second", "seconds" },
		{ HOUR, MINUTE, "About a minute", "minutes" },
		{ 2 * DAY, HOUR, "About an hour", "hours" },
		{ 14 * DAY, DAY, "1 day", "days" },
		{ 60 * DAY, 7 * DAY, "1 week", "weeks" },
		{ 2 * YEAR, 30 * DAY, "1 month", "months" },
		{ INT64_MAX, YEAR, "1 year", "years" },
	};
	size_t i = 0;

	if (nanoseconds >= HOUR) /* from there on they are rounded */
		nanoseconds += HOUR / 2;
	while (nanoseconds >= rows[i].below)
		i++;
	if (nanoseconds / rows[i].unit < 2)
		snprintf(text, WHEN_TEXT, "%s", rows[i].one);
	else
		snprintf(text, WHEN_TEXT, "%lld %s",
			(long long)(nanoseconds / rows[i].unit), rows[i].more);
	return text;
}
