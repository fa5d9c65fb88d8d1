/* describe.c - a container in a few words. */
/* SPDX-License-Identifier: MIT */
#include "describe.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"

static int64_t when_of(struct json_object *object, const char *member)
{
	return when_read(json_text(object, member));
}

/* How long ago; the clock may have been set back since. */
static const char *age_of(char text[static WHEN_TEXT], int64_t time)
{
	int64_t age = when_is_now() - time;

	return when_age(text, age > 0 ? age : 0);
}

const char *describe_created(
	char text[static WHEN_TEXT], const struct container *container)
{
	int64_t created = when_of(container->config, "created");
	char age[WHEN_TEXT];

	*text = '\0';
	if (created >= 0)
		snprintf(text, WHEN_TEXT, "%.30s ago", age_of(age, created));
	return text;
}

const char *describe_status(
	char text[static STATUS_TEXT], const struct container *container)
{
	int64_t started = when_of(container->runtime, "started"),
		finished = when_of(container->state, "finished");
	char age[WHEN_TEXT] = "";

	switch (container->status) {
	case EXITED:
		if (finished >= 0)
			age_of(age, finished);
		snprintf(text, STATUS_TEXT, "Exited (%d)%s%s%s",
			container->exit_code, *age ? " " : "", age,
			*age ? " ago" : "");
		break;
	case RUNNING:
	case PAUSED:
		if (started >= 0)
			age_of(age, started);
		snprintf(text, STATUS_TEXT, "Up%s%s%s", *age ? " " : "", age,
			container->status == PAUSED ? " (Paused)" : "");
		break;
	default:
		snprintf(text, STATUS_TEXT, "%s",
			status_name(container->status));
		*text = (char)toupper((unsigned char)*text);
	}
	return text;
}

/* The texts of an array, with `between` them. */
static void words_print(
	FILE *file, struct json_object *array, const char *between)
{
	for (size_t i = 0; i < json_length(array); i++)
		fprintf(file, "%s%s", ftell(file) > 0 ? between : "",
			json_object_get_string(
				json_object_array_get_idx(array, i)));
}

/* Has somebody typed what stands before the words? */
static bool has_entrypoint(const struct container *container)
{
	struct json_object *options = json_member(container->config, "options");
	const char *word;

	for (size_t i = 0; i < json_length(options); i++) {
		word = json_object_get_string(
			json_object_array_get_idx(options, i));
		if (word && !strncmp(word, "--entrypoint", 12))
			return true;
	}
	return false;
}

/* What was typed, or else what the image says. */
static void command_print(FILE *file, const struct container *container)
{
	struct json_object *image =
		json_member(container->config, "image_config");
	struct json_object *own = json_member(container->config, "command");
	bool typed = json_length(own) > 0;

	words_print(file, json_member(image, "Entrypoint"), " ");
	words_print(file, typed ? own : json_member(image, "Cmd"), " ");
	if (!image && !typed && !has_entrypoint(container))
		fputs("sh -l", file); /* as settings_prepare() has it */
}

static char *describe(const struct container *container,
	void (*print)(FILE *file, const struct container *container))
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (file)
		print(file, container);
	if (!file || fclose(file) != 0 || !text)
		die("malloc", "cannot describe a container");
	return text;
}

char *describe_command(const struct container *container)
{
	return describe(container, command_print);
}

static void ports_print(FILE *file, const struct container *container)
{
	words_print(file, json_member(container->runtime, "ports"), ", ");
}

char *describe_ports(const struct container *container)
{
	return describe(container, ports_print);
}

static void text_copy(struct json_object *to, const char *name,
	struct json_object *from, const char *member)
{
	if (json_text(from, member))
		json_set_text(to, name, json_text(from, member));
}

struct json_object *describe_short(const struct container *container)
{
	struct json_object *object = json_object_new_object();
	struct json_object *ports = json_member(container->runtime, "ports");
	char *command = describe_command(container);

	json_set_text(object, "id", container->id);
	json_set_text(object, "name", container->name);
	text_copy(object, "image", container->config, "image");
	json_set_text(object, "command", command);
	text_copy(object, "created", container->config, "created");
	json_set_text(object, "status", status_name(container->status));
	if (container->pid)
		json_set_number(object, "pid", container->pid);
	if (container->status == EXITED)
		json_set_number(object, "exit_code", container->exit_code);
	text_copy(object, "started",
		container->runtime ? container->runtime : container->state,
		"started");
	if (container->status == EXITED)
		text_copy(object, "finished", container->state, "finished");
	text_copy(object, "address", container->runtime, "address");
	json_object_object_add(object, "ports",
		ports ? json_object_get(ports) : json_object_new_array());
	free(command);
	return object;
}
