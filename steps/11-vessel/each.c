/* each.c - a command for several containers at once. */
/* SPDX-License-Identifier: MIT */
#include "each.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"
#include "undo.h"

#include "columns.h"

static int each_wait(int code)
{
	int status, ended = 0;

	while (waitpid(-1, &status, 0) < 0)
		if (errno != EINTR)
			return code;
	if (WIFEXITED(status))
		ended = WEXITSTATUS(status);
	else if (WIFSIGNALED(status))
		ended = EXIT_SIGNAL + WTERMSIG(status);
	return ended > code ? ended : code;
}

static void each_start(const char *word,
	int (*one)(const char *word, const void *argument),
	const void *argument)
{
	pid_t pid;
	int code;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		die("fork", "cannot start a process for '%s'", word);
	if (pid > 0)
		return;
	undo_forget();
	code = one(word, argument);
	stdout_end();
	exit(code);
}

int each_word(char **words, int at_once,
	int (*one)(const char *word, const void *argument),
	const void *argument)
{
	int running = 0, code = 0;

	if (words[0] && !words[1])
		return one(words[0], argument);
	for (; *words; words++) {
		if (running == at_once)
			code = each_wait(code);
		else
			running++;
		each_start(*words, one, argument);
	}
	for (; running > 0; running--)
		code = each_wait(code);
	return code;
}
