/* logs_follow.c - a log, as it is written. */
/* SPDX-License-Identifier: MIT */
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "logs.h"
#include "observe.h"
#include "when.h"

enum { LOOK_AGAIN = 200 }; /* milliseconds, where nothing tells us to */

/* Something has been written in `directory`; -1: of that we learn too late. */
static int follow_watch(int directory)
{
	char path[32];
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", directory);
	if (fd >= 0 && inotify_add_watch(fd, path, IN_MODIFY | IN_CREATE) >= 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Wait for that, or for the container's end: true. */
static bool follow_wait(const struct container *container, int *connection,
	int watch, int timeout)
{
	struct pollfd polled[] = { { *connection, POLLIN, 0 },
		{ watch, POLLIN, 0 } };
	char events[4096];

	if (watch < 0 || *connection < 0)
		timeout = LOOK_AGAIN;
	poll(polled, 2, timeout);
	while (watch >= 0 && read(watch, events, sizeof(events)) > 0)
		; /* whatever it was */
	if (*connection >= 0 && observe_ended(connection))
		return true;
	return *connection < 0 && container_wait(container, 0);
}

void logs_follow(struct logs *logs, struct logbook *book,
	const struct container *container, logs_do *each)
{
	bool runs = container->status == RUNNING ||
		    container->status == PAUSED ||
		    container->status == STARTING;
	int connection = runs ? observe_begin(container) : -1;
	int watch = runs ? follow_watch(container->directory) : -1;
	bool ended = !runs;

	while (logs_pass(logs, book, each) && !ended) {
		if (logs->until && when_is_now() > logs->until)
			break;
		ended = follow_wait(container, &connection, watch,
			logs->until ? LOOK_AGAIN : -1);
	}
}
