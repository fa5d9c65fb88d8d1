/* event.c - what happens to containers is written down, a line each. */
/* SPDX-License-Identifier: MIT */
#include "event.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "die.h"

#include "container.h"
#include "when.h"

/* Who follows the file sees its end, and goes on with the new one. */
static void events_rotate(int run, int fd)
{
	struct stat status;

	if (fstat(fd, &status) < 0 || status.st_size < MOST_EVENTS_SIZE)
		return;
	renameat(run, EVENTS, run, EVENTS_BEFORE);
}

/* Open for a line more, and locked; what was full meanwhile is another's. */
static int events_open(int run)
{
	struct stat opened, named;
	int fd;

	for (;;) {
		fd = openat(run, EVENTS,
			O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
		if (fd < 0)
			return -1;
		if (flock(fd, LOCK_EX) == 0 && fstat(fd, &opened) == 0 &&
			fstatat(run, EVENTS, &named, 0) == 0 &&
			opened.st_ino == named.st_ino)
			return fd;
		close(fd);
	}
}

static struct json_object *event_make(
	const struct container *container, const char *action)
{
	struct json_object *event = json_object_new_object();
	const char *image = json_text(container->config, "image");

	json_set_text(event, "time", when_now());
	json_set_text(event, "type", "container");
	json_set_text(event, "action", action);
	json_set_text(event, "id", container->id);
	json_set_text(event, "name", container->name);
	if (image)
		json_set_text(event, "image", image);
	if (!strcmp(action, "die"))
		json_set_number(event, "exit_code",
			json_number(container->state, "exit_code"));
	return event;
}

/* One write(2), or none: who reads sees whole lines. */
static int line_write(int fd, struct json_object *event)
{
	const char *text = json_object_to_json_string_ext(
		event, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	struct iovec parts[] = { { (void *)text, strlen(text) },
		{ (void *)"\n", 1 } };
	size_t length = parts[0].iov_len + 1;
	off_t before = lseek(fd, 0, SEEK_END);

	if (writev(fd, parts, 2) == (ssize_t)length)
		return 0;
	/* (Of two failures, the first one tells more.) */
	if (ftruncate(fd, before) == 0)
		errno = ENOSPC;
	return -1;
}

/* It is said that this was not written down; it has happened all the same. */
void event_log(const struct container *container, const char *action)
{
	struct json_object *event = event_make(container, action);
	int run = run_open(""), fd = events_open(run);

	if (fd < 0 || line_write(fd, event) < 0)
		warn_line("cannot write to '%s': %s", run_path(EVENTS),
			strerror(errno));
	if (fd >= 0)
		events_rotate(run, fd);
	close(fd);
	close(run);
	json_object_put(event);
}
