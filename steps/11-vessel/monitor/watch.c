/* watch.c - whatever happens next, to a container that is watched over. */
/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

static void signals_take(struct watch *watch)
{
	struct signalfd_siginfo info;

	while (read(watch->signals, &info, sizeof(info)) == sizeof(info)) {
		int number = (int)info.ssi_signo;

		if (number != SIGCHLD && number != SIGPIPE &&
			number != SIGTTIN && number != SIGTTOU &&
			number != SIGTSTP)
			guest_signal(watch, number);
	}
	guest_reap(watch);
}

enum {
	SIGNALS,
	LISTENER,
	INPUT,
	OUTPUT,
	ERRORS,
	CLIENTS,
	POLLED = CLIENTS + MOST_CLIENTS
};

/* May more of what it writes be read? */
static bool output_wanted(const struct watch *watch)
{
	return !watch->waits && !clients_owed(watch, DUE_CHUNK);
}

static void watch_poll(const struct watch *watch, struct pollfd *polled)
{
	bool reads = output_wanted(watch) && !watch->hung_up;
	bool writes = input_pending(watch);

	polled[SIGNALS] = (struct pollfd){ watch->signals, POLLIN, 0 };
	polled[LISTENER] = (struct pollfd){ watch->listener, POLLIN, 0 };
	/* (A pipe tells as well that nobody reads it any more.) */
	polled[INPUT] =
		(struct pollfd){ writes || !watch->terminal ? watch->input : -1,
			writes ? POLLOUT : 0, 0 };
	for (int i = 0; i < 2; i++)
		polled[OUTPUT + i] =
			(struct pollfd){ reads ? watch->output[i] : -1, POLLIN,
				0 };
	for (size_t i = 0; i < MOST_CLIENTS; i++) {
		const struct client *client = watch->clients[i];

		polled[CLIENTS + i] =
			(struct pollfd){ client ? client->fd : -1, POLLIN, 0 };
		if (client && client->due)
			polled[CLIENTS + i].events |= POLLOUT;
	}
	if (poll(polled, POLLED, clients_timeout(watch)) < 0)
		for (int i = 0; i < POLLED; i++)
			polled[i].revents = 0;
}

static void watch_clients(struct watch *watch, const struct pollfd *polled)
{
	for (size_t i = 0; i < MOST_CLIENTS; i++) {
		short events = polled[CLIENTS + i].revents;

		if (watch->clients[i] && events & POLLOUT)
			client_send(watch, watch->clients[i]);
		if (watch->clients[i] && events & (POLLIN | POLLHUP | POLLERR))
			client_hear(watch, watch->clients[i]);
	}
}

void watch_once(struct watch *watch)
{
	struct pollfd polled[POLLED];

	watch_poll(watch, polled);
	if (polled[SIGNALS].revents)
		signals_take(watch);
	if (polled[INPUT].revents & POLLOUT)
		input_write(watch);
	else if (polled[INPUT].revents & POLLERR)
		input_close(watch);
	watch_clients(watch, polled);
	if (polled[LISTENER].revents)
		clients_accept(watch);
	clients_hurry(watch);
	for (int i = 0; i < 2; i++)
		if (watch->output[i] >= 0 && output_wanted(watch) &&
			(polled[OUTPUT + i].revents || watch->hung_up ||
				watch->code >= 0))
			output_read(watch, i);
}
