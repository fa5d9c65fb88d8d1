/* visit.c - vessel exec: one more command in a container that runs. */
/* SPDX-License-Identifier: MIT */
#include "visit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "environment.h"
#include "seal.h"
#include "undo.h"

#include "command.h"
#include "keys.h"
#include "start.h"

/* What a person says of this one. All else is as for the container's own. */
struct visit {
	struct manner manner;
	struct settings settings;
	struct caps caps; /* only the user is taken from there */
};

static void visit_take_privileged(
	const struct option_row *option, const char *value)
{
	(void)option, (void)value;
	options_refuse("there is no '--privileged': who comes into a container"
		       " has no more rights than it; 'vessel run --cap-add'"
		       " gives some to all of it");
}

static char **visit_parse(struct visit *visit, int argc, char **argv)
{
	struct manner *manner = &visit->manner;
	const struct option_row options[] = {
		{ "interactive", 'i', NULL, "pass stdin on", option_flag,
			&manner->interactive },
		{ "tty", 't', NULL, "give it a terminal of its own",
			option_flag, &manner->terminal },
		{ "detach", 'd', NULL, "do not wait for it", option_flag,
			&manner->detached },
		{ "user", 'u', "USER[:GROUP]",
			"who the command is: names inside, or numbers",
			caps_take_user, &visit->caps },
		SETTINGS_OPTIONS_EXEC(&visit->settings),
		{ "detach-keys", 0, "KEYS", "to leave it alone (ctrl-p,ctrl-q)",
			option_string, &manner->detach_keys },
		{ "privileged", 0, NULL, NULL, visit_take_privileged, NULL },
		{ 0 },
	};

	return command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options] CONTAINER COMMAND"
				     " [argument...]",
			.about = "Run one more command in a container.",
			.more = "It has the rights and limits of the"
				" container, and dies with it.",
			.options = options,
		},
		argc, argv, 2, ANY_NUMBER);
}

/*
 * Root copies the filters of the container. Others may not read them: they load
 * what it was asked for. Who has no group of its own is in its launcher's,
 * which may be closed to us.
 */
static void visit_choose_parts(struct guest *guest)
{
	const char *groups = json_text(guest->container->runtime, "groups");
	const struct option_row without = { .name = "without",
		.target = &guest->enter.without };

	if (geteuid() != 0)
		enter_take_parts(&without, "filter");
	else
		guest->filter.file = NULL;
	if (!groups || !*groups)
		enter_take_parts(&without, "group");
}

/* As for the container's own command, but for what was said. */
static void visit_join(struct guest *guest, struct visit *visit, char **words)
{
	struct json_object *image = json_object_object_get(
		guest->container->config, "image_config");

	static char hostname[SHORT_ID + 1];

	snprintf(hostname, sizeof(hostname), "%.*s", SHORT_ID,
		guest->container->id);
	guest->settings.hostname =
		guest->init.hostname ? guest->init.hostname : hostname;
	guest->manner = visit->manner;
	guest->mounts.given_count = 0; /* they are there */
	guest->mounts.given[0].target = NULL;
	visit->settings.terminal = visit->manner.terminal;
	settings_inherit(&visit->settings, &guest->settings);
	guest->settings = visit->settings;
	guest->command = settings_prepare(&guest->settings, image, words);
	if (visit->caps.user) {
		guest->caps.user = visit->caps.user;
		guest->caps.group = visit->caps.group;
	} else if (!guest->caps.user && guest->settings.user) {
		caps_take_user(&(struct option_row){ .name = "user",
				       .target = &guest->caps },
			guest->settings.user);
	}
}

static void visit_check(const struct manner *manner)
{
	struct keys keys;

	keys_parse(&keys, manner->detach_keys);
	if (manner->terminal && manner->interactive && !manner->detached &&
		!isatty(STDIN_FILENO))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "leave -t out: bytes pass unchanged"
				       " then" },
			"the input device is not a TTY");
}

/* -e NAME is the caller's, and has to be there when the words are read again.
 * What else is for the command would be for us then: LD_PRELOAD. */
static bool visit_is_callers(const char *variable)
{
	const char *end = strchr(variable, '=');
	char *name = end ? strndup(variable, (size_t)(end - variable)) : NULL;
	const char *value = name ? getenv(name) : NULL;
	bool same = value && !strcmp(value, end + 1);

	free(name);
	return same;
}

/*
 * Of our environment, a container in which somebody may trace sees what we know
 * ourselves: where our files are, and what is for the command.
 */
static void visit_seal(const struct environment *asked)
{
	static const char *const ours[] = { "TERM", "HOME", "VESSEL_DATA",
		"VESSEL_RUN", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", NULL };
	struct environment known = { 0 };
	char *variable;

	environment_set(&known, seal_name());
	for (size_t i = 0; i < asked->count; i++)
		if (visit_is_callers(asked->variables[i]))
			environment_set(&known, asked->variables[i]);
	for (const char *const *name = ours; *name; name++) {
		const char *value = getenv(*name);

		if (value && asprintf(&variable, "%s=%s", *name, value) < 0)
			die("malloc", "cannot keep a variable in memory");
		if (value)
			environment_set(&known, variable);
	}
	seal_program(known.variables);
}

int command_exec(int argc, char **argv)
{
	struct visit visit = { 0 };
	struct container container;
	struct guest guest;
	char **words, number[16];
	int code;

	words = visit_parse(&visit, argc, argv);
	/* Before all else: that is done again, by the copy. */
	visit_seal(&visit.settings.environment);
	visit_check(&visit.manner);
	container_find(&container, words[0]);
	container_must_run(&container, false);
	start_recall(&guest, &container);
	visit_join(&guest, &visit, words + 1);
	visit_choose_parts(&guest);
	snprintf(number, sizeof(number), "%d", container.pid);
	guest.enter.target = number;
	code = visitor_run(&guest);
	undo_all();
	return code;
}
