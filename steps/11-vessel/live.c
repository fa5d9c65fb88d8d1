/* live.c - a container runs as long as somebody has a lock. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "die.h"

#include "container.h"
#include "shelf.h"

static int live_make(const struct shelf *shelf, const char *id)
{
	int live;

	if (mkdirat(shelf->runs, id, 0700) < 0 && errno != EEXIST)
		die("mkdir", "cannot make '%s/%s'", run_path("containers"), id);
	live = openat(shelf->runs, id,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (live < 0)
		die("open", "cannot open '%s/%s'", run_path("containers"), id);
	return live;
}

/* Those who look have it for a moment, which we wait for: one of us is here. */
int container_live_begin(struct container *container)
{
	struct shelf shelf;
	char text[32];
	int fd, failed;

	shelf_begin(&shelf);
	shelf_rest(&shelf, container->id); /* of one that was killed */
	container->live = live_make(&shelf, container->id);
	shelf_end(&shelf);
	fd = openat(container->live, "monitor.lock",
		O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	snprintf(text, sizeof(text), "%ld\n", (long)getpid());
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		die("write", "cannot write monitor.lock of container %.*s",
			SHORT_ID, container->id);
	do
		failed = flock(fd, LOCK_EX);
	while (failed && errno == EINTR);
	if (failed)
		die("flock", "cannot lock container %.*s", SHORT_ID,
			container->id);
	return fd;
}

void container_live_end(struct container *container)
{
	struct shelf shelf;

	shelf_begin(&shelf);
	shelf_rest(&shelf, container->id);
	shelf_end(&shelf);
	if (container->live >= 0)
		close(container->live);
	container->live = -1;
}

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* (The kernel has no flock(2) that gives up.) */
static bool lock_wait(int fd, double timeout)
{
	const struct timespec pause = { .tv_nsec = 20000000 };
	double end = seconds_now() + timeout;
	int failed;

	if (timeout < 0) {
		do
			failed = flock(fd, LOCK_SH);
		while (failed && errno == EINTR);
		return !failed;
	}
	while ((failed = flock(fd, LOCK_SH | LOCK_NB)) && seconds_now() < end)
		nanosleep(&pause, NULL);
	return !failed;
}

bool container_wait(const struct container *container, double timeout)
{
	int fd = container->live < 0 ? -1
				     : openat(container->live, "monitor.lock",
					       O_RDONLY | O_CLOEXEC);
	bool ended;

	if (fd < 0)
		return true;
	ended = lock_wait(fd, timeout);
	close(fd);
	return ended;
}
