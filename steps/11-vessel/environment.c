/* environment.c - what the command finds in its environment. */
/* SPDX-License-Identifier: MIT */
#include "environment.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blame.h"
#include "die.h"
#include "file.h"

/* Is `variable` the one of that name? `length` is the name's. */
static bool variable_is(const char *variable, const char *name, size_t length)
{
	return !strncmp(variable, name, length) &&
	       (variable[length] == '=' || !variable[length]);
}

static char **variable_find(
	const struct environment *environment, const char *name, size_t length)
{
	for (size_t i = 0; i < environment->count; i++)
		if (variable_is(environment->variables[i], name, length))
			return &environment->variables[i];
	return NULL;
}

static char *variable_copy(const char *variable)
{
	char *copy = strdup(variable);

	if (!copy)
		die("malloc", "cannot keep a variable in memory");
	return copy;
}

void environment_set(struct environment *environment, const char *variable)
{
	char **place =
		variable_find(environment, variable, strcspn(variable, "="));
	char *copy = variable_copy(variable);

	if (place) {
		free(*place);
		*place = copy;
		return;
	}
	environment->variables = reallocarray(environment->variables,
		environment->count + 2, sizeof(*environment->variables));
	if (!environment->variables)
		die("malloc", "cannot keep the environment in memory");
	environment->variables[environment->count++] = copy;
	environment->variables[environment->count] = NULL;
}

void environment_join(
	struct environment *environment, const struct environment *from)
{
	char **end;

	for (size_t i = 0; i < from->count; i++)
		environment_set(environment, from->variables[i]);
	if (!environment->count)
		return;
	end = environment->variables;
	for (char **at = end; *at; at++)
		if (strchr(*at, '='))
			*end++ = *at;
		else
			free(*at);
	*end = NULL;
	environment->count = (size_t)(end - environment->variables);
}

/* A bare name is the caller's variable; one that the caller lacks is none. */
static void variable_take(struct environment *environment, const char *word)
{
	const char *value = strchr(word, '=') ? NULL : getenv(word);
	char *whole;

	if (!value) {
		environment_set(environment, word);
		return;
	}
	if (asprintf(&whole, "%s=%s", word, value) < 0)
		die("malloc", "cannot keep a variable in memory");
	environment_set(environment, whole);
	free(whole);
}

static bool environment_is_known;

void environment_pass_over(bool passes)
{
	environment_is_known = passes;
}

void environment_take(const struct option_row *option, const char *value)
{
	if (environment_is_known)
		return;
	if (!*value || *value == '=')
		options_refuse(
			"'--%s %s': the name is missing", option->name, value);
	variable_take(option->target, value);
}

/* One line; '#' begins a comment there, and nowhere else. */
static void line_take(
	const struct option_row *option, const char *path, char *line)
{
	const char *end;

	while (isspace((unsigned char)*line))
		line++;
	if (!*line || *line == '#')
		return;
	end = line + strcspn(line, "=");
	if (end == line)
		options_refuse("'--%s %s': a line '%s' without a name",
			option->name, path, line);
	for (const char *at = line; at < end; at++)
		if (isspace((unsigned char)*at))
			options_refuse("'--%s %s': a blank in the name '%.*s'",
				option->name, path, (int)(end - line), line);
	variable_take(option->target, line);
}

void environment_take_file(const struct option_row *option, const char *value)
{
	char *text, *rest, *line;

	if (environment_is_known)
		return;
	rest = text = read_all_at(AT_FDCWD, value);
	if (!text)
		die_path("open", value, "cannot read the variables in '%s'",
			value);
	if (!strncmp(
		    rest, "\xef\xbb\xbf", 3)) /* what some editors begin with */
		rest += 3;
	while ((line = strsep(&rest, "\n"))) {
		line[strcspn(line, "\r")] = '\0';
		line_take(option, value, line);
	}
	free(text);
}
