/* change_line.c - one line of a Dockerfile, as an image's config has it. */
/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"

#include "change.h"

static struct json_object *change_new(const char *text)
{
	return json_object_new_string(text);
}

/* The member of `config`, made where missing. */
struct json_object *change_member(
	struct json_object *config, const char *name, bool is_array)
{
	struct json_object *member = NULL;

	json_object_object_get_ex(config, name, &member);
	if (!json_object_is_type(
		    member, is_array ? json_type_array : json_type_object)) {
		member = is_array ? json_object_new_array()
				  : json_object_new_object();
		json_object_object_add(config, name, member);
	}
	return member;
}

/* The next word, off a copy of the line; quotes hold one together. */
static char *change_word(char **rest)
{
	char *from = *rest + strspn(*rest, " \t"), *to = from, *word = from;
	char quote = 0;

	if (!*from)
		return NULL;
	for (; *from && (quote || !strchr(" \t", *from)); from++) {
		if (!quote && strchr("'\"", *from))
			quote = *from;
		else if (quote == *from)
			quote = 0;
		else if (*from == '\\' && from[1] && quote != '\'')
			*to++ = *++from;
		else
			*to++ = *from;
	}
	*rest = *from ? from + 1 : from;
	*to = '\0';
	return word;
}

/* ["a", "b"], or what a shell shall read. */
static void change_command(
	struct json_object *config, const char *name, char *rest)
{
	struct json_object *words =
		*rest == '[' ? json_tokener_parse(rest) : NULL;

	if (!json_object_is_type(words, json_type_array)) {
		words = json_object_new_array();
		json_object_array_add(words, change_new("/bin/sh"));
		json_object_array_add(words, change_new("-c"));
		json_object_array_add(words, change_new(rest));
	}
	json_object_object_add(config, name, words);
	/* The old words were for another program. */
	if (!strcmp(name, "Entrypoint"))
		json_object_object_del(config, "Cmd");
}

static void change_set_variable(
	struct json_object *array, const char *name, const char *value)
{
	size_t count = json_object_array_length(array), length = strlen(name);
	const char *old;
	char *text;

	if (asprintf(&text, "%s=%s", name, value) < 0)
		die("malloc", "cannot keep a variable");
	for (size_t i = 0; i < count; i++) {
		old = json_object_get_string(
			json_object_array_get_idx(array, i));
		if (!old || strncmp(old, name, length) != 0 ||
			old[length] != '=')
			continue;
		json_object_array_put_idx(array, i, change_new(text));
		free(text);
		return;
	}
	json_object_array_add(array, change_new(text));
	free(text);
}

void change_variable(struct json_object *config, const char *text)
{
	char *name = strdup(text), *value;

	if (!name)
		die("malloc", "cannot keep a variable in memory");
	value = strchr(name, '=');
	if (value) {
		*value++ = '\0';
		change_set_variable(
			change_member(config, "Env", true), name, value);
	}
	free(name);
}

/* NAME=VALUE..., or, the old way, NAME and the rest of the line. */
static void change_pairs(
	struct json_object *config, const char *name, char *rest)
{
	bool is_env = !strcmp(name, "Env");
	struct json_object *member = change_member(config, name, is_env);
	char *word, *value;

	if (!memchr(rest, '=', strcspn(rest, " \t")) && strpbrk(rest, " \t"))
		*strpbrk(rest, " \t") = '=';
	while ((word = change_word(&rest))) {
		value = strchr(word, '=');
		if (!value || value == word)
			options_refuse(
				"'--change': '%s' is no NAME=VALUE", word);
		*value++ = '\0';
		if (is_env)
			change_set_variable(member, word, value);
		else
			json_object_object_add(member, word, change_new(value));
	}
}

static void change_set(struct json_object *config, const char *name, char *rest)
{
	struct json_object *set = change_member(config, name, false);
	struct json_object *list =
		*rest == '[' ? json_tokener_parse(rest) : NULL;
	bool is_port = !strcmp(name, "ExposedPorts");
	char *word, *key;

	for (size_t i = 0; list && i < json_object_array_length(list); i++)
		json_object_object_add(set,
			json_object_get_string(
				json_object_array_get_idx(list, i)),
			json_object_new_object());
	while (!list && (word = change_word(&rest))) {
		if (asprintf(&key, "%s%s", word,
			    is_port && !strchr(word, '/') ? "/tcp" : "") < 0)
			die("malloc", "cannot keep '%s'", word);
		json_object_object_add(set, key, json_object_new_object());
		free(key);
	}
	json_object_put(list);
}

static void change_text(
	struct json_object *config, const char *name, char *rest)
{
	json_object_object_add(config, name, change_new(rest));
}

static const struct {
	const char *instruction, *name;
	void (*change)(
		struct json_object *config, const char *name, char *rest);
} change_rows[] = {
	{ "CMD", "Cmd", change_command },
	{ "ENTRYPOINT", "Entrypoint", change_command },
	{ "ENV", "Env", change_pairs },
	{ "EXPOSE", "ExposedPorts", change_set },
	{ "LABEL", "Labels", change_pairs },
	{ "STOPSIGNAL", "StopSignal", change_text },
	{ "USER", "User", change_text },
	{ "VOLUME", "Volumes", change_set },
	{ "WORKDIR", "WorkingDir", change_text },
};

void change_line(struct json_object *config, const char *line)
{
	size_t length = strcspn(line, " \t");
	char *rest = strdup(line + length + strspn(line + length, " \t"));

	if (!rest)
		die("malloc", "cannot keep a change in memory");
	for (size_t i = 0; i < sizeof(change_rows) / sizeof(*change_rows); i++)
		if (strlen(change_rows[i].instruction) == length &&
			!strncasecmp(
				change_rows[i].instruction, line, length)) {
			if (!*rest)
				break;
			change_rows[i].change(
				config, change_rows[i].name, rest);
			free(rest);
			return;
		}
	options_refuse("'--change': '%s' is none of CMD, ENTRYPOINT, ENV,"
		       " EXPOSE, LABEL, STOPSIGNAL, USER, VOLUME and WORKDIR"
		       " with what it says",
		line);
}
