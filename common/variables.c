/* variables.c - the environment that our command gets, and nothing of ours. */
/* SPDX-License-Identifier: MIT */
#include "variables.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"

#define PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

static char home[5 + PATH_MAX] = "HOME=/root";
static char *const *given; /* NULL: nobody says */

void variables_home(const char *directory)
{
	snprintf(home, sizeof(home), "HOME=%s", directory);
}

void variables_set(char *const variables[])
{
	given = variables;
}

/* The value of `name` among what was given, or NULL. */
static const char *given_value(const char *name)
{
	size_t length = strlen(name);

	for (char *const *at = given; at && *at; at++)
		if (!strncmp(*at, name, length) && (*at)[length] == '=')
			return *at + length + 1;
	return NULL;
}

const char *variables_path(void)
{
	const char *path = given_value("PATH");

	return path ? path : PATH;
}

/*
 * The caller's environment is full of the caller: tokens, sockets, paths that
 * do not exist here. No namespace holds it back, so a new one is made.
 */
char **variables_all(void)
{
	static char term[256] = "TERM=dumb", path[] = "PATH=" PATH;
	size_t number = 0;
	char **list;

	while (given && given[number])
		number++;
	list = calloc(number + 4, sizeof(*list));
	if (!list)
		die("malloc", "cannot keep the environment in memory");
	for (size_t i = 0; i < number; i++)
		list[i] = given[i];
	if (!given_value("PATH"))
		list[number++] = path;
	if (!given_value("HOME"))
		list[number++] = home;
	if (getenv("TERM"))
		snprintf(term, sizeof(term), "TERM=%s", getenv("TERM"));
	if (!given)
		list[number] = term;
	return list;
}
