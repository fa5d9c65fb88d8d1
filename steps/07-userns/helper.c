/* helper.c - programs that may write maps for those who are not root. */
/* SPDX-License-Identifier: MIT */
#include "helper.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"

bool helper_exists(const char *name)
{
	const char *directories = getenv("PATH");
	char *copy = strdup(directories ? directories : "/usr/bin:/bin");
	char path[PATH_MAX], *rest = copy;
	bool found = false;

	for (char *directory; !found && (directory = strsep(&rest, ":"));) {
		snprintf(path, sizeof(path), "%s/%s", directory, name);
		found = access(path, X_OK) == 0;
	}
	free(copy);
	return found;
}

/* newuidmap PID IN OUT COUNT, and IN OUT COUNT again for each extent. */
static _Noreturn void helper_become(
	const char *name, pid_t pid, const struct idmap *map)
{
	static char words[2 + 3 * MOST_EXTENTS][16];
	char *arguments[3 + 3 * MOST_EXTENTS];
	size_t count = 0;

	arguments[count++] = strdup(name);
	snprintf(words[1], sizeof(words[1]), "%d", pid);
	arguments[count++] = words[1];
	for (size_t i = 0; i < map->count; i++) {
		const unsigned long numbers[] = { map->extents[i].inside,
			map->extents[i].outside, map->extents[i].count };

		for (size_t j = 0; j < 3; j++, count++) {
			snprintf(words[count], sizeof(words[count]), "%lu",
				numbers[j]);
			arguments[count] = words[count];
		}
	}
	arguments[count] = NULL;
	execvp(name, arguments);
	_exit(EXIT_NOT_FOUND);
}

static _Noreturn void helper_failed(const char *name, int status, char *said)
{
	const char *words = *said ? said : "it says nothing";

	said[strcspn(said, "\n")] = '\0';
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NOT_FOUND)
		words = "it cannot be run";
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "it gives what /etc/subuid and /etc/subgid say,"
			       " and has to be setuid root or to have"
			       " CAP_SETUID: newuidmap(1)" },
		"%s does not map the ids: %s", name, words);
}

void helper_write(const char *name, pid_t pid, const struct idmap *map)
{
	int said[2], status = 0;
	char text[512] = "";
	size_t length = 0;
	ssize_t got;
	pid_t child;

	if (pipe2(said, O_CLOEXEC) < 0)
		die("pipe", "cannot listen to %s", name);
	child = fork();
	if (child < 0)
		die("fork", "cannot start %s", name);
	if (child == 0) {
		dup2(said[1], STDERR_FILENO);
		helper_become(name, pid, map);
	}
	close(said[1]);
	while (length < sizeof(text) - 1 &&
		(got = read(said[0], text + length,
			 sizeof(text) - 1 - length)) > 0)
		length += (size_t)got;
	close(said[0]);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (status)
		helper_failed(name, status, text);
}
