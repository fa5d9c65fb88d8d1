/* usermode.c - a way out for those who may not make a bridge. */
/* SPDX-License-Identifier: MIT */
#include "usermode.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "die.h"
#include "fd.h"
#include "file.h"
#include "undo.h"

enum { MOST_SAID = 256 };

const char *usermode_program(void)
{
	static const char *const programs[] = { "pasta", "slirp4netns" };
	static const char *const directories[] = { "/usr/local/bin", "/usr/bin",
		"/bin", "/run/current-system/sw/bin" };
	char path[64];

	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < 4; j++) {
			snprintf(path, sizeof(path), "%s/%s", directories[j],
				programs[i]);
			if (access(path, X_OK) == 0)
				return programs[i];
		}
	return NULL;
}

static void usermode_undo(void *argument)
{
	struct veth *veth = argument;

	close(veth->hold);
	while (waitpid(veth->keeper, NULL, 0) < 0 && errno == EINTR)
		;
}

/* Has the guest a way out? Its routes can be seen without going there. */
static bool is_ready(pid_t pid)
{
	char path[48], *routes;
	bool ready;

	snprintf(path, sizeof(path), "/proc/%d/net/route", pid);
	routes = read_all_at(AT_FDCWD, path);
	ready = routes && strstr(routes, "\neth0\t00000000\t");
	free(routes);
	return ready;
}

/* What it died of, it says last. */
static const char *line_last(char *text)
{
	char *end = text + strlen(text), *line;

	while (end > text && end[-1] == '\n')
		*--end = '\0';
	line = strrchr(text, '\n');
	return line ? line + 1 : text;
}

/* Wait for the way out, or for its end. Returns its last words, or NULL. */
static const char *ready_wait(pid_t pid, int said)
{
	static char text[MOST_SAID];
	const struct timespec pause = { .tv_nsec = 5000000 }; /* 5 ms */
	struct pollfd words = { said, POLLIN, 0 };
	size_t length = 0;

	for (int tries = 0; tries < 2000; tries++) {
		if (is_ready(pid))
			return NULL;
		while (poll(&words, 1, 0) > 0) {
			ssize_t got = read(
				said, text + length, sizeof(text) - 1 - length);

			if (got <= 0)
				return line_last(text);
			length += (size_t)got;
		}
		nanosleep(&pause, NULL);
	}
	return "it is not ready after ten seconds";
}

/* pasta tells what has failed, and not what helps. */
static const char *usermode_cure(const char *failed)
{
	if (strstr(failed, "tun"))
		return "ordinary users may not open /dev/net/tun here: sudo"
		       " chmod 666 /dev/net/tun";
	if (strstr(failed, "interface"))
		return "it shows a guest the network that this machine is on,"
		       " and that is none: connect it, or be root, whose"
		       " bridge does without";
	if (strstr(failed, "bind"))
		return "somebody has that port, or it is below 1024, which"
		       " takes root: 'ss -lntup', or one from 1024 on";
	return NULL;
}

void usermode_attach(struct veth *veth, pid_t pid)
{
	const char *failed;
	int ends[2], said[2];

	if (pipe2(ends, O_CLOEXEC) < 0 || pipe2(said, O_CLOEXEC) < 0)
		die("pipe", "cannot hold '%s'", usermode_program());
	veth->hold = ends[1];
	veth->keeper = fork();
	if (veth->keeper < 0)
		die("fork", "cannot start '%s'", usermode_program());
	if (veth->keeper == 0) {
		close(ends[1]);
		close(said[0]);
		keeper_run(veth, pid, ends[0], said[1]);
	}
	undo_later(usermode_undo, veth);
	close(ends[0]);
	close(said[1]);
	failed = ready_wait(pid, said[0]);
	if (failed && veth->port_count)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = usermode_cure(failed) },
			"cannot publish ports: %s: %s", usermode_program(),
			failed);
	if (failed)
		warn_lines(usermode_cure(failed),
			"no network beyond the guest's own: %s: %s",
			usermode_program(), failed);
	/* It stays open, or a late word of its would be its end. */
	veth->said = said[0];
}

char *usermode_keep(const struct veth *veth)
{
	char *record;

	fd_keep(veth->hold);
	fd_keep(veth->said);
	if (asprintf(&record, "usermode %d %d", veth->hold, veth->keeper) < 0)
		die("malloc", "cannot keep a number in memory");
	return record;
}

/* Who is no child of ours has lost its launcher, and ended by itself. */
void usermode_resume(struct veth *veth, const char *record)
{
	siginfo_t info;

	if (sscanf(record, "usermode %d %d", &veth->hold, &veth->keeper) == 2 &&
		waitid(P_PID, (id_t)veth->keeper, &info,
			WEXITED | WNOHANG | WNOWAIT) == 0)
		undo_later(usermode_undo, veth);
}
