/* die.c - how everything here fails: one line, and the cure below it. */
/* SPDX-License-Identifier: MIT */
#include "die.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cause.h"
#include "letter.h"
#include "undo.h"

enum { SHOWN_HEAD = 200, SHOWN_TAIL = 60 };

static const char *own_name;
static int channel = -1;   /* through which we speak */
static int listening = -1; /* on which a child is heard */

void die_name(const char *name)
{
	own_name = name;
}

const char *die_own_name(void)
{
	return own_name ? own_name : program_invocation_short_name;
}

void die_through(int fd)
{
	channel = fd;
}

int die_channel(void)
{
	return channel;
}

void die_close(void)
{
	close(channel);
	channel = -1;
}

void die_listen(int fd)
{
	listening = fd;
}

/*
 * Names come from whoever filled the disk: a newline in one must not make two
 * lines of the message, nor an escape sequence repaint the reader's terminal.
 * A message that is whole has one at its end, and one before its cure.
 */
static void text_clean(char *text, bool is_whole)
{
	bool has_cure = !is_whole;

	for (size_t length; *text; text += length) {
		length = letter_fits(text);
		if (length)
			continue;
		length = 1;
		if (*text == '\n' && is_whole && !text[1])
			continue;
		if (*text != '\n' || has_cure || strncmp(text + 1, "  ", 2))
			*text = '?';
		else
			has_cure = true;
	}
}

enum heard die_hear(int fd)
{
	char text[8192 + 1];
	ssize_t length;
	bool is_last;

	length = recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT);
	/* It died without reading what we said. Its words come next. */
	if (length < 0 && errno == ECONNRESET)
		length = recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT);
	if (length <= 0)
		return HEARD_NOTHING;
	is_last = !text[length - 1];
	text[length] = '\0';
	/* Ours are clean. Who has got hold of the socket may say anything. */
	text_clean(text, true);
	if (write(STDERR_FILENO, text, strlen(text)) < 0)
		errno = 0; /* the exit code says it alone */
	return is_last ? HEARD_DEATH : HEARD_WARNING;
}

/* Nobody reads 5,000 characters: keep both ends, whole letters of UTF-8. */
static void text_shorten(char *text)
{
	size_t length = strlen(text), head = SHOWN_HEAD;
	const char *tail = text + length - SHOWN_TAIL;

	if (length <= SHOWN_HEAD + SHOWN_TAIL + strlen("..."))
		return;
	while ((text[head] & 0xc0) == 0x80)
		head--;
	while ((*tail & 0xc0) == 0x80)
		tail++;
	memmove(text + head + 3, tail, strlen(tail) + 1);
	memcpy(text + head, "...", 3);
}

static void message_send(const char *text, bool is_last)
{
	size_t length = strlen(text);

	if (channel >= 0 &&
		send(channel, text, length + is_last, MSG_NOSIGNAL) > 0)
		return;
	/* If even stderr is closed, the exit code says it alone. */
	if (write(STDERR_FILENO, text, length) < 0)
		return;
}

static char *message_text(const char *format, va_list arguments)
	__attribute__((format(printf, 1, 0)));

static char *message_text(const char *format, va_list arguments)
{
	char *text;

	if (vasprintf(&text, format, arguments) < 0)
		_exit(EXIT_LAUNCHER);
	text_clean(text, false);
	text_shorten(text);
	return text;
}

static _Noreturn void die_with(const struct death *death, const char *format,
	va_list arguments) __attribute__((format(printf, 2, 0)));

static _Noreturn void die_with(
	const struct death *death, const char *format, va_list arguments)
{
	char *what = message_text(format, arguments);
	const char *error = death->error ? strerror(death->error) : "";
	const char *call = death->call;
	char *cure = death->cure ? strdup(death->cure) : NULL, *text;

	if (cure)
		text_clean(cure, false); /* it may tell names, too */
	if (asprintf(&text, "%s: %s%s%s\n%s%s%s%s%s%s", die_own_name(), what,
		    *error ? ": " : "", error, cure ? "  " : "",
		    cure ? cure : "", cure && call ? ": " : "",
		    cure && call ? call : "",
		    cure && call && !strchr(call, '(') ? "(2)" : "",
		    cure ? "\n" : "") < 0)
		_exit(EXIT_LAUNCHER);
	if (listening < 0 || die_hear(listening) == HEARD_NOTHING)
		message_send(text, true);
	undo_all();
	/* _exit: a guest must not run its parent's exit handlers. */
	_exit(death->code);
}

void die(const char *call, const char *format, ...)
{
	struct death death = { EXIT_LAUNCHER, errno, call, NULL };
	va_list arguments;

	death.cure = cause_of(call, death.error);
	va_start(arguments, format);
	die_with(&death, format, arguments);
}

void die_of(const struct death *death, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	die_with(death, format, arguments);
}

void warn_lines(const char *below, const char *format, ...)
{
	va_list arguments;
	char *what, *text;

	va_start(arguments, format);
	what = message_text(format, arguments);
	va_end(arguments);
	if (asprintf(&text, "%s: %s\n%s%s%s", die_own_name(), what,
		    below ? "  " : "", below ? below : "",
		    below ? "\n" : "") >= 0) {
		message_send(text, false);
		free(text);
	}
	free(what);
}
