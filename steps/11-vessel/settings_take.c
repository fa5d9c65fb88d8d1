/* settings_take.c - what a person says of the command's surroundings. */
/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "number.h"

#include "settings.h"

void settings_take_workdir(const struct option_row *option, const char *value)
{
	struct settings *settings = option->target;

	if (*value != '/')
		options_refuse("'--%s %s': the directory has to be a path that"
			       " starts with /",
			option->name, value);
	settings->workdir = value;
}

void settings_take_entrypoint(
	const struct option_row *option, const char *value)
{
	struct settings *settings = option->target;

	settings->entrypoint = value;
}

void settings_take_oom(const struct option_row *option, const char *value)
{
	struct settings *settings = option->target;
	unsigned long number;

	if (number_read(value + (*value == '-'), 0, 1000, &number) < 0)
		options_refuse("'--%s %s': it is a number from -1000 to 1000",
			option->name, value);
	settings->oom_score_adj = value;
}

/* "RTMIN+3": those that the kernel gives no name. */
static int signal_realtime(const char *name)
{
	bool least = !strncasecmp(name, "RTMIN", 5);
	unsigned long number = 0, most = (unsigned long)(SIGRTMAX - SIGRTMIN);

	if (!least && strncasecmp(name, "RTMAX", 5))
		return 0;
	if (name[5] && (name[5] != (least ? '+' : '-') ||
			       number_read(name + 6, 0, most, &number) < 0))
		return 0;
	return least ? SIGRTMIN + (int)number : SIGRTMAX - (int)number;
}

int settings_signal(const char *name)
{
	unsigned long number;

	if (number_read(name, 1, (unsigned long)SIGRTMAX, &number) == 0)
		return (int)number;
	if (!strncasecmp(name, "SIG", 3))
		name += 3;
	for (int i = 1; i < SIGRTMIN; i++)
		if (sigabbrev_np(i) && !strcasecmp(sigabbrev_np(i), name))
			return i;
	return signal_realtime(name);
}

void settings_take_signal(const struct option_row *option, const char *value)
{
	struct settings *settings = option->target;

	settings->stop_signal = settings_signal(value);
	if (!settings->stop_signal)
		options_refuse("'--%s %s': there is no such signal: kill -l"
			       " lists them",
			option->name, value);
}

void settings_take_timeout(const struct option_row *option, const char *value)
{
	struct settings *settings = option->target;

	if (number_read(value, 0, 86400, &settings->stop_timeout) < 0)
		options_refuse("'--%s %s': it is a number of seconds, a day at"
			       " most",
			option->name, value);
	settings->stop_waits = true;
}

/* For systemd, SIGTERM is no order to end. systemd(1) */
void settings_take_systemd(const struct option_row *option, const char *value)
{
	struct settings *settings = option->target;

	(void)value;
	settings->systemd = true;
	if (!settings->stop_signal)
		settings->stop_signal = SIGRTMIN + 3;
}
