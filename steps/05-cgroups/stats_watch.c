/* stats_watch.c - what a guest holds, seen while it lives. */
/* SPDX-License-Identifier: MIT */
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "die.h"

#include "figure.h"
#include "stats.h"
#include "watcher.h"

enum { SHORTEST = 1, LONGEST = 100 }; /* milliseconds from look to look */

/* Shared with who watches. Two, so that one is whole whenever it is ended. */
struct fullest {
	const struct cgroup *cgroup;
	uint64_t values[2][MOST_FIGURES];
	atomic_int whole;
};

/* The first row of that section is what is used in all. */
static uint64_t used(const uint64_t values[MOST_FIGURES])
{
	size_t i = 0;

	while (figures[i].section != section_fullest)
		i++;
	return values[i] == UNKNOWN ? 0 : values[i];
}

static void look(struct fullest *fullest)
{
	int next = !fullest->whole;

	stats_look(fullest->cgroup, fullest->values[next]);
	if (used(fullest->values[next]) > used(fullest->values[fullest->whole]))
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
	fullest = mmap(NULL, sizeof(*fullest), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
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
