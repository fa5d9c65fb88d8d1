/* answers.c - what those who are attached are told, and when. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "watch.h"

/* Send what is due first; false: there is no room for it, or nobody. */
static bool answer_send(const struct watch *watch, const struct client *client,
	unsigned int due)
{
	struct packet_head head = { 0 };
	const void *packet = &head;
	size_t length = sizeof(head);

	if (due == DUE_WELCOME) {
		head.type = PACKET_WELCOME;
		head.number = (watch->terminal ? HELLO_TERMINAL : 0) |
			      (watch->input >= 0 ? HELLO_INPUT : 0);
	} else if (due == DUE_TAKEN) {
		head.type = PACKET_TAKEN;
		head.number = watch->input >= 0;
	} else if (due == DUE_ENFORCED) {
		head.type = PACKET_ENFORCED;
		head.number = watch->enforced;
	} else {
		packet = &watch->chunk;
		length = watch->chunk_length;
	}
	return send(client->fd, packet, length, MSG_NOSIGNAL | MSG_DONTWAIT) >=
	       0;
}

void client_send(struct watch *watch, struct client *client)
{
	while (client->due) {
		unsigned int first = client->due & -client->due;

		if (answer_send(watch, client, first))
			client->due &= ~first;
		else if (errno == EAGAIN || errno == EINTR)
			return;
		else {
			client_drop(watch, client);
			return;
		}
	}
}

void clients_tell(struct watch *watch, unsigned int due)
{
	for (size_t i = 0; i < MOST_CLIENTS; i++) {
		struct client *client = watch->clients[i];

		if (client && client->fd >= 0 && client->greeted &&
			(due != DUE_CHUNK || client->sees))
			client->due |= due;
	}
}

/* How many are there that something of `due` is to be sent to? */
static int clients_count(const struct watch *watch, unsigned int due)
{
	int found = 0;

	for (size_t i = 0; i < MOST_CLIENTS; i++)
		if (watch->clients[i] && watch->clients[i]->due & due)
			found++;
	return found;
}

bool clients_owed(const struct watch *watch, unsigned int due)
{
	return clients_count(watch, due) > 0;
}

/* Is there another one who could have more of it, if it were not for these? */
static bool clients_wait(const struct watch *watch)
{
	int found = 0;

	for (size_t i = 0; i < MOST_CLIENTS; i++)
		if (watch->clients[i] && watch->clients[i]->fd >= 0 &&
			watch->clients[i]->sees)
			found++;
	return watch->code >= 0 || found > clients_count(watch, DUE_CHUNK);
}

/*
 * Who takes nothing holds the guest up, for as long as nobody else minds: a
 * terminal is stopped with a key, and a pager stands still all night. But when
 * others wait for what comes next, or the guest has ended, it has ten seconds;
 * then it is cut off, and sees that it was.
 */
int clients_timeout(const struct watch *watch)
{
	struct timespec now;
	long passed, patience = PATIENCE * 1000L;

	if (watch->hung_up)
		return 200; /* nothing tells when it is opened again */
	if (!clients_owed(watch, DUE_CHUNK) || !clients_wait(watch))
		return -1;
	clock_gettime(CLOCK_MONOTONIC, &now);
	passed = (now.tv_sec - watch->since.tv_sec) * 1000 +
		 (now.tv_nsec - watch->since.tv_nsec) / 1000000;
	return passed >= patience ? 0 : (int)(patience - passed);
}

static void client_make_room(const struct client *client)
{
	const int size = 1 << 20; /* the kernel takes less: wmem_max */

	setsockopt(client->fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
}

/*
 * What the guest has left in its pipes when it ends fits into as much more as a
 * socket can have. So nobody waits for who will read it, at leisure. socket(7)
 */
void clients_make_room(const struct watch *watch)
{
	for (size_t i = 0; i < MOST_CLIENTS; i++)
		if (watch->clients[i] && watch->clients[i]->fd >= 0)
			client_make_room(watch->clients[i]);
}

void clients_hurry(struct watch *watch)
{
	const struct packet_head cut = { .type = PACKET_CUT };

	if (watch->hung_up || clients_timeout(watch) != 0)
		return;
	for (size_t i = 0; i < MOST_CLIENTS; i++) {
		struct client *client = watch->clients[i];

		if (!client || !(client->due & DUE_CHUNK))
			continue;
		client_make_room(client);
		send(client->fd, &cut, sizeof(cut),
			MSG_NOSIGNAL | MSG_DONTWAIT);
		client_drop(watch, client);
	}
}

/*
 * The guest has ended, and its exit code is the last that all are told. (Those
 * who have connected and were not let in yet as well.)
 */
void clients_end(struct watch *watch)
{
	const struct packet_head head = { .type = PACKET_EXIT,
		.number = watch->code };
	const struct timeval patience = { .tv_sec = PATIENCE };

	clients_accept(watch);
	for (size_t i = 0; i < MOST_CLIENTS; i++) {
		int fd = watch->clients[i] ? watch->clients[i]->fd : -1;

		if (fd < 0)
			continue;
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience,
			sizeof(patience));
		if (send(fd, &head, sizeof(head), MSG_NOSIGNAL) < 0)
			client_drop(watch, watch->clients[i]);
	}
}
