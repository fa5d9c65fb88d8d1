/* usermode.c - a way out for those who may not make a bridge. */
/* SPDX-License-Identifier: MIT */
#include "usermode.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "die.h"
#include "file.h"
#include "undo.h"

enum { MOST_WORDS = 24 + 2 * MOST_PORTS, WORD = 48, MOST_SAID = 256 };

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

/* -t 127.0.0.1/8080:80, one option a port. */
static size_t ports_write(const struct veth *veth, char *words[],
	char texts[][WORD], const char *protocol, const char *option)
{
	char address[INET_ADDRSTRLEN];
	size_t count = 0;

	for (size_t i = 0; i < veth->port_count; i++) {
		const struct port *port = &veth->ports[i];

		if (strcmp(port->protocol, protocol))
			continue;
		inet_ntop(
			AF_INET, &port->host_address, address, sizeof(address));
		snprintf(texts[i], WORD, "%s/%u:%u", address, port->host,
			port->guest);
		words[count++] = (char *)option;
		words[count++] = texts[i];
	}
	if (!count) { /* or pasta would publish whatever is listened on */
		words[count++] = (char *)option;
		words[count++] = (char *)"none";
	}
	return count;
}

static _Noreturn void program_become(const struct veth *veth, pid_t pid)
{
	static char texts[MOST_PORTS][WORD], number[16];
	static const char *const pasta[] = { "pasta", "--quiet", "--foreground",
		"--config-net", "--ns-ifname", "eth0",
		/* The gateway would be the host's own localhost. */
		"--no-map-gw", "--tcp-ns", "none", "--udp-ns", "none" };
	char *slirp[] = { "slirp4netns", "--configure", "--mtu=65520",
		"--disable-host-loopback", number, "eth0", NULL };
	char *words[MOST_WORDS];
	size_t count = sizeof(pasta) / sizeof(*pasta);

	snprintf(number, sizeof(number), "%d", pid);
	if (!strcmp(usermode_program(), slirp[0])) {
		execvp(slirp[0], slirp);
		_exit(EXIT_NOT_FOUND);
	}
	memcpy(words, pasta, sizeof(pasta));
	count += ports_write(veth, words + count, texts, "tcp", "--tcp-ports");
	count += ports_write(veth, words + count, texts, "udp", "--udp-ports");
	words[count++] = number;
	words[count] = NULL;
	execvp(words[0], words);
	_exit(EXIT_NOT_FOUND);
}

/* The guest's gate above all: it tells by its end that we have died. */
static void descriptors_keep(int one, int other)
{
	int low = one < other ? one : other, high = one < other ? other : one;

	if (low > STDERR_FILENO + 1)
		syscall(SYS_close_range, STDERR_FILENO + 1, low - 1, 0);
	if (high > low + 1)
		syscall(SYS_close_range, low + 1, high - 1, 0);
	syscall(SYS_close_range, high + 1, UINT_MAX, 0);
}

/*
 * It is to end with us, also if we are killed; and PR_SET_PDEATHSIG is
 * forgotten as soon as it enters the guest's namespace. So its parent is a
 * process that just waits for the end of a pipe that we hold, and then ends it.
 */
static _Noreturn void keeper_run(
	const struct veth *veth, pid_t pid, int end, int said)
{
	struct pollfd ends[] = { { end, 0, 0 }, { -1, POLLIN, 0 } };
	pid_t program;
	int life[2];

	undo_forget();
	descriptors_keep(end, said);
	if (pipe2(life, O_CLOEXEC) < 0 || (program = fork()) < 0)
		_exit(EXIT_LAUNCHER);
	if (program == 0) {
		fcntl(life[1], F_SETFD, 0); /* open for as long as it lives */
		dup2(said, STDOUT_FILENO);
		dup2(said, STDERR_FILENO);
		setsid(); /* Ctrl-C is for the guest */
		program_become(veth, pid);
	}
	close(life[1]);
	close(said);
	ends[1].fd = life[0];
	while (poll(ends, 2, -1) < 0 && errno == EINTR)
		;
	kill(program, SIGKILL);
	waitpid(program, NULL, 0);
	_exit(0);
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
	if (failed)
		warn_line("no network beyond the guest's own: %s: %s",
			usermode_program(), failed);
	/* said[0] stays open, or a late word of its would be its end. */
}
