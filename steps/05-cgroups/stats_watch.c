/* stats_watch.c - what a guest holds, seen while it lives. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

#include "figure.h"
#include "stats.h"
#include "watcher.h"

enum { SHORTEST = 1, LONGEST = 100 }; /* milliseconds from look to look */
#define MUCH (UINT64_C(1) << 20)

/* Shared with who watches. Two, so that one is whole whenever it is ended. */
struct fullest {
	const struct cgroup *cgroup;
	uint64_t values[2][MOST_FIGURES];
	atomic_int whole;
};

static uint64_t value_of(const uint64_t values[MOST_FIGURES], const char *name)
{
	size_t i = 0;

	while (figures[i].section != section_fullest ||
		strcmp(figures[i].name, name))
		i++;
	return values[i] == UNKNOWN ? 0 : values[i];
}

/*
 * What was in use, or what the kinds add up to, if that is much less: a look
 * takes its moment, and the kernel adds them up a little later. So one that has
 * only half of what there was does not stay for the other half.
 */
static uint64_t seen(const uint64_t values[MOST_FIGURES])
{
	uint64_t usage = value_of(values, "usage");
	uint64_t kinds =
		value_of(values, "anon") + value_of(values, "file") + MUCH;

	return kinds < usage ? kinds : usage;
}

static void look(struct fullest *fullest)
{
	int next = !fullest->whole;

	stats_look(fullest->cgroup, fullest->values[next]);
	if (seen(fullest->values[next]) > seen(fullest->values[fullest->whole]))
		fullest->whole = next;
}

/* Soon at first: who lives for a few milliseconds is to be seen as well. */
static void watch_figures(int launcher, void *argument)
{
	struct pollfd wait = { launcher, POLLIN, 0 };
	int pause = SHORTEST;

	prctl(PR_SET_NAME, "stats-watch");
	while (poll(&wait, 1, pause) >= 0 && !wait.revents) {
		look(argument);
		pause = pause * 2 < LONGEST ? pause * 2 : LONGEST;
	}
}

void stats_watch(struct cgroup *cgroup)
{
	struct fullest *fullest;

	if (cgroup->stats == STATS_NONE)
		return;
	stats_open(cgroup);
	cgroup->fullest_fd = memfd_create("stats", MFD_CLOEXEC);
	if (cgroup->fullest_fd < 0 ||
		ftruncate(cgroup->fullest_fd, sizeof(*fullest)) < 0)
		die("memfd_create", "cannot share memory with who watches");
	fullest = mmap(NULL, sizeof(*fullest), PROT_READ | PROT_WRITE,
		MAP_SHARED, cgroup->fullest_fd, 0);
	if (fullest == MAP_FAILED)
		die("mmap", "cannot share memory with who watches the guest");
	for (size_t i = 0; i < MOST_FIGURES; i++)
		fullest->values[0][i] = UNKNOWN;
	fullest->cgroup = cgroup;
	cgroup->fullest = fullest;
	watcher_start(&cgroup->stats_watcher, watch_figures, fullest);
}

const uint64_t *stats_fullest(struct cgroup *cgroup)
{
	const struct fullest *fullest = cgroup->fullest;

	watcher_end(&cgroup->stats_watcher);
	return fullest->values[fullest->whole];
}

bool stats_resume(struct cgroup *cgroup, int fullest, int fd)
{
	void *memory = MAP_FAILED;
	struct stat status;

	/* It is ours if it is as large as what we would have made there. */
	if (fcntl(fullest, F_GET_SEALS) >= 0 && fstat(fullest, &status) == 0 &&
		status.st_size == sizeof(struct fullest) &&
		fcntl(fd, F_GETFD) >= 0)
		memory = mmap(NULL, sizeof(struct fullest), PROT_READ,
			MAP_SHARED, fullest, 0);
	if (memory == MAP_FAILED)
		return false;
	cgroup->fullest = memory;
	cgroup->stats_fd = fd;
	return true;
}
