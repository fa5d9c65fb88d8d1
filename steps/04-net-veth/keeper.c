/* keeper.c - a program is held that is to end with us. */
/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"
#include "undo.h"

#include "usermode.h"

enum { MOST_WORDS = 24 + 2 * MOST_PORTS, WORD = 48 };

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
		/* (Without an address it is for IPv6 as well.) */
		if (port->host_address.s_addr)
			snprintf(texts[i], WORD, "%s/%u:%u", address,
				port->host, port->guest);
		else
			snprintf(texts[i], WORD, "%u:%u", port->host,
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
 * It is to end with us, also if we are killed; and PR_SET_PDEATHSIG is lost as
 * soon as it enters the guest's namespace. So its parent is a process that
 * does nothing but wait for the end of a pipe that we hold, and then ends it.
 */
_Noreturn void keeper_run(const struct veth *veth, pid_t pid, int end, int said)
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
