/* settings.c - what the command finds: environment, directory, limits. */
/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>

#include "die.h"
#include "file.h"
#include "variables.h"

#include "workdir.h"

struct json_object *settings_saved(const struct settings *settings)
{
	struct json_object *saved = json_object_new_array();

	for (size_t i = 0; i < settings->environment.count; i++)
		json_object_array_add(
			saved, json_object_new_string(
				       settings->environment.variables[i]));
	return saved;
}

void settings_recall(struct settings *settings, struct json_object *saved)
{
	size_t count = saved ? json_object_array_length(saved) : 0;

	for (size_t i = 0; i < count; i++)
		environment_set(&settings->environment,
			json_object_get_string(
				json_object_array_get_idx(saved, i)));
}

void settings_inherit(struct settings *settings, const struct settings *from)
{
	struct environment own = settings->environment;

	settings->environment = (struct environment){ 0 };
	/* (The bare names stay in there, to hide what the image says.) */
	for (size_t i = 0; i < from->environment.count; i++)
		environment_set(
			&settings->environment, from->environment.variables[i]);
	for (size_t i = 0; i < own.count; i++)
		environment_set(&settings->environment, own.variables[i]);
	if (!settings->workdir)
		settings->workdir = from->workdir;
	settings->hostname = from->hostname;
	settings->own_network = true; /* none is set again */
	settings->ulimits = from->ulimits;
	settings->entrypoint = "";
}

void settings_attach(const struct settings *settings, pid_t pid)
{
	char path[48];

	if (!settings->oom_score_adj)
		return;
	snprintf(path, sizeof(path), "/proc/%d/oom_score_adj", pid);
	if (write_at(AT_FDCWD, path, "%s", settings->oom_score_adj) < 0)
		die_of(&(struct death){ EXIT_LAUNCHER, errno, NULL,
			       "below what the launcher has takes"
			       " CAP_SYS_RESOURCE" },
			"cannot set oom_score_adj to %s",
			settings->oom_score_adj);
}

void settings_start(const struct settings *settings)
{
	timens_enter(&settings->timens);
}

void settings_tune(const struct settings *settings)
{
	sysctls_write(&settings->sysctls);
}

static const char *workdir_of(const struct settings *settings)
{
	return settings->workdir ? settings->workdir : "/";
}

void settings_apply(const struct settings *settings)
{
	workdir_enter(workdir_of(settings));
}

/*
 * What our caller ignores, as nohup(1) has it, is no part of a container: it
 * has no terminal that could hang up, and 'stop' and 'kill' mean it. signal(7)
 */
static void settings_signals(void)
{
	for (int number = 1; number <= SIGRTMAX; number++)
		signal(number, SIG_DFL); /* fails for KILL and STOP */
}

void settings_enter(const struct settings *settings)
{
	settings_signals();
	workdir_stay(workdir_of(settings));
	variables_set(settings->environment.variables);
	ulimits_set(&settings->ulimits);
}
