/* tool.c - another program does something for us, and we wait for it. */
/* SPDX-License-Identifier: MIT */
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"
#include "signals.h"
#include "undo.h"

enum { TOOL_SAID = 4096, TOOL_PATIENCE = 200 }; /* bytes; ms */

/* One of its streams, read into a text of ours. */
struct tool_stream {
	int fd;
	char *text;
	size_t length, size;
};

static _Noreturn void tool_become(
	const struct tool *tool, const int *out, const int *err)
{
	int nothing = open("/dev/null", O_RDONLY);
	pid_t parent = getppid();

	dup2(nothing, STDIN_FILENO);
	dup2(out[1], STDOUT_FILENO);
	dup2(err[1], STDERR_FILENO);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (tool->kept >= 0)
		fcntl(tool->kept, F_SETFD, 0);
	if (getppid() == parent) {
		signals_let_go();
		execvp(tool->words[0], (char *const *)tool->words);
	}
	_exit(EXIT_NOT_FOUND);
}

/* Of what does not fit, stdout keeps the beginning, stderr the end. */
static void tool_read(struct tool_stream *stream, bool keeps_end)
{
	char buffer[TOOL_SAID];
	ssize_t got = read(stream->fd, buffer, sizeof(buffer));
	size_t room = stream->size - 1 - stream->length, over;

	if (got < 0 && errno == EINTR)
		return;
	if (got <= 0) {
		close(stream->fd);
		stream->fd = -1;
		return;
	}
	if ((size_t)got > room && keeps_end) {
		over = (size_t)got - room < stream->length ? (size_t)got - room
							   : stream->length;
		memmove(stream->text, stream->text + over,
			stream->length -= over);
		room += over;
	}
	if ((size_t)got < room)
		room = (size_t)got;
	memcpy(stream->text + stream->length, buffer, room);
	stream->length += room;
	stream->text[stream->length] = '\0';
}

/* Signals that would end us are held back: look for them. */
static void tool_attend(const struct tool *tool, pid_t pid,
	struct tool_stream *out, struct tool_stream *err)
{
	while (out->fd >= 0 || err->fd >= 0) {
		struct pollfd polls[] = { { out->fd, POLLIN, 0 },
			{ err->fd, POLLIN, 0 } };

		poll(polls, 2, TOOL_PATIENCE);
		if (polls[0].revents)
			tool_read(out, false);
		if (polls[1].revents)
			tool_read(err, true);
		if (tool->meanwhile)
			tool->meanwhile();
		if (!signals_ending())
			continue;
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		undo_all();
		_exit(EXIT_SIGNAL + signals_ending());
	}
}

/* The last line that it says, and of that, what skopeo says for people. */
static const char *tool_words(char *text)
{
	char *line, *end = text + strlen(text), *message;

	while (end > text && end[-1] == '\n')
		*--end = '\0';
	line = strrchr(text, '\n');
	line = line ? line + 1 : text;
	message = strstr(line, "msg=\"");
	if (!message)
		return *line ? line : "it says nothing";
	message += strlen("msg=\"");
	/* A quote in it has a backslash before it. */
	for (end = line = message; *end && *end != '"'; end++) {
		if (*end == '\\' && end[1])
			end++;
		*line++ = *end;
	}
	*line = '\0';
	return message;
}

static _Noreturn void tool_failed(
	const struct tool *tool, int status, char *said)
{
	const char *words;
	char *cure = NULL;

	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NOT_FOUND &&
		!*said &&
		asprintf(&cure, "install it: package %s", tool->package) >= 0)
		die_of(&(struct death){ .code = EXIT_LAUNCHER, .cure = cure },
			"cannot %s: there is no %s", tool->doing,
			tool->words[0]);
	words = tool_words(said);
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = tool_cure(words) },
		"cannot %s: %s", tool->doing, words);
}

char *tool_run(const struct tool *tool, size_t size)
{
	struct tool_stream out = { -1, calloc(1, size), 0, size };
	char said[TOOL_SAID] = "";
	struct tool_stream err = { -1, said, 0, sizeof(said) };
	int outs[2], errs[2], status = 0;
	pid_t pid;

	if (!out.text || pipe2(outs, O_CLOEXEC) < 0 ||
		pipe2(errs, O_CLOEXEC) < 0)
		die("pipe", "cannot listen to %s", tool->words[0]);
	pid = fork();
	if (pid < 0)
		die("fork", "cannot start %s", tool->words[0]);
	if (pid == 0)
		tool_become(tool, outs, errs);
	close(outs[1]);
	close(errs[1]);
	out.fd = outs[0];
	err.fd = errs[0];
	tool_attend(tool, pid, &out, &err);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (status)
		tool_failed(tool, status, said);
	return out.text;
}
