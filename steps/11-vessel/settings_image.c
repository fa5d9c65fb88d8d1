/* settings_image.c - what an image says of its command, and what a person. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"

#include "settings.h"

#define PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* A string of the image's, who may have written anything; NULL: none, or "" */
static const char *image_text(struct json_object *config, const char *name)
{
	struct json_object *value;
	const char *text;

	if (!json_object_object_get_ex(config, name, &value) ||
		!json_object_is_type(value, json_type_string))
		return NULL;
	text = json_object_get_string(value);
	return *text ? text : NULL;
}

/* A list of strings; NULL: it has none. */
static struct json_object *image_list(
	struct json_object *config, const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(config, name, &value) ||
		!json_object_is_type(value, json_type_array))
		return NULL;
	for (size_t i = 0; i < json_object_array_length(value); i++)
		if (!json_object_is_type(json_object_array_get_idx(value, i),
			    json_type_string))
			die_of(&(struct death){ .code = EXIT_LAUNCHER },
				"the image's '%s' is no list of words", name);
	return value;
}

static const char *list_word(struct json_object *list, size_t i)
{
	return json_object_get_string(json_object_array_get_idx(list, i));
}

static size_t list_length(struct json_object *list)
{
	return list ? json_object_array_length(list) : 0;
}

/* What docker sets, then what the image does, then what was asked for. */
static void environment_build(
	struct settings *settings, struct json_object *config)
{
	struct json_object *list = image_list(config, "Env");
	struct environment all = { 0 };
	char *hostname;

	environment_set(&all, "PATH=" PATH);
	if (settings->hostname) {
		if (asprintf(&hostname, "HOSTNAME=%s", settings->hostname) < 0)
			die("malloc", "cannot keep the host name in memory");
		environment_set(&all, hostname);
		free(hostname);
	}
	if (settings->terminal)
		environment_set(&all, "TERM=xterm");
	for (size_t i = 0; i < list_length(list); i++)
		if (list_word(list, i)[0] != '=')
			environment_set(&all, list_word(list, i));
	environment_join(&all, &settings->environment);
	settings->environment = all;
}

/* Entrypoint and words; the image's Cmd stands for words that are missing. */
static char **words_join(const struct settings *settings,
	struct json_object *config, char **words)
{
	struct json_object *entry = NULL, *instead = NULL;
	size_t count = 0, given = 0;
	char **joined;

	if (!settings->entrypoint) {
		entry = image_list(config, "Entrypoint");
		if (!*words)
			instead = image_list(config, "Cmd");
	}
	while (words[given])
		given++;
	joined = calloc(list_length(entry) + list_length(instead) + given + 2,
		sizeof(*joined));
	if (!joined)
		die("malloc", "cannot keep the command in memory");
	if (settings->entrypoint && *settings->entrypoint)
		joined[count++] = (char *)settings->entrypoint;
	for (size_t i = 0; i < list_length(entry); i++)
		joined[count++] = (char *)list_word(entry, i);
	for (size_t i = 0; i < list_length(instead); i++)
		joined[count++] = (char *)list_word(instead, i);
	memcpy(joined + count, words, given * sizeof(*words));
	return joined;
}

/* A directory says nothing of itself: it gets a shell. */
static char **words_choose(const struct settings *settings,
	struct json_object *config, char **words)
{
	static char *shell[] = { "sh", "-l", NULL };

	words = words_join(settings, config, words);
	if (!*words && !config && !settings->entrypoint) {
		free(words);
		return shell;
	}
	if (!*words)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "the image names none: put it behind the"
				       " image" },
			"no command specified");
	return words;
}

char **settings_prepare(struct settings *settings,
	struct json_object *image_config, char **words)
{
	const char *signal = image_text(image_config, "StopSignal");

	sysctls_check(&settings->sysctls, settings->own_network);
	ulimits_raise(&settings->ulimits);
	environment_build(settings, image_config);
	settings->user = image_text(image_config, "User");
	if (!settings->workdir)
		settings->workdir = image_text(image_config, "WorkingDir");
	if (settings->workdir && *settings->workdir != '/')
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"the image's working directory '%s' does not start"
			" with /",
			settings->workdir);
	if (!settings->stop_signal && signal)
		settings->stop_signal = settings_signal(signal);
	return words_choose(settings, image_config, words);
}
