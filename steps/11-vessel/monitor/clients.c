/* clients.c - those who are attached. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "watch.h"

void client_add(struct watch *watch, int fd)
{
	/* What nobody writes to takes no memory. mmap(2) */
	struct client *client = mmap(NULL, sizeof(*client),
		PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t i = 0;

	while (i < MOST_CLIENTS && watch->clients[i])
		i++;
	if (client == MAP_FAILED || i == MOST_CLIENTS) {
		if (client != MAP_FAILED)
			munmap(client, sizeof(*client));
		close(fd);
		return;
	}
	client->fd = fd;
	watch->clients[i] = client;
	clock_gettime(CLOCK_MONOTONIC, &watch->since);
}

/* The directory is ours alone; yet who can connect can type. unix(7) */
void clients_accept(struct watch *watch)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);
	int fd;

	while ((fd = accept4(watch->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0)
		if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0 ||
			(peer.uid != 0 && peer.uid != geteuid()))
			close(fd);
		else
			client_add(watch, fd);
}

/*
 * It is gone. What it has said is still the guest's; and if it owns the guest's
 * stdin, that ends with it.
 */
void client_drop(struct watch *watch, struct client *client)
{
	if (client->fd >= 0)
		close(client->fd);
	if (client->fd == watch->first)
		watch->first = -1;
	client->fd = -1;
	client->due = 0;
	if (client->length && watch->input >= 0)
		return;
	for (size_t i = 0; i < MOST_CLIENTS; i++)
		if (watch->clients[i] == client)
			watch->clients[i] = NULL;
	if (client->owns && !watch->terminal && watch->input >= 0) {
		client->owns = false;
		input_close(watch);
	}
	munmap(client, sizeof(*client));
	/* The launcher was killed before it could say hello. */
	watch->waits = watch->waits && watch->first >= 0;
}

static void client_greet(struct watch *watch, struct client *client, int wants)
{
	client->greeted = true;
	client->sees = wants & HELLO_OUTPUT;
	client->owns = wants & HELLO_OWNS && client->fd == watch->first;
	client->due |= DUE_WELCOME;
	if (client->fd == watch->first)
		watch->waits = false;
}

static void client_input(struct watch *watch, struct client *client,
	const struct packet *packet, size_t length)
{
	if (client->length || client->ended || !length) {
		client_drop(watch, client); /* it was to wait */
		return;
	}
	for (size_t i = 0; i < length; i++)
		client->input.data[i] = packet->data[i];
	client->from = 0;
	client->length = length;
	if (watch->input < 0) { /* it could not know yet */
		client->length = 0;
		client->due |= DUE_TAKEN;
	}
}

/* Who writes there has a broken pipe, unless others still see it. */
static void client_closed(
	struct watch *watch, const struct client *client, int which)
{
	bool others = false;

	for (size_t i = 0; i < MOST_CLIENTS; i++)
		others = others ||
			 (watch->clients[i] && watch->clients[i]->sees &&
				 watch->clients[i] != client);
	if ((which == 0 || which == 1) && client->owns && !others &&
		!watch->terminal && watch->output[which] >= 0)
		output_close(watch, which);
}

static void client_obey(struct watch *watch, struct client *client,
	const struct packet *packet, size_t length)
{
	struct winsize size = { .ws_row = packet->head.rows,
		.ws_col = packet->head.columns };

	if (packet->head.type == PACKET_HELLO)
		client_greet(watch, client, packet->head.number);
	else if (packet->head.type == PACKET_INPUT)
		client_input(watch, client, packet, length);
	else if (packet->head.type == PACKET_RESIZE && watch->terminal)
		ioctl(watch->output[0], TIOCSWINSZ, &size);
	else if (packet->head.type == PACKET_SIGNAL)
		guest_signal(watch, packet->head.number);
	else if (packet->head.type == PACKET_CLOSED)
		client_closed(watch, client, packet->head.number);
	if (packet->head.type != PACKET_INPUT_END)
		return;
	client->ended = true; /* and all before it has been taken */
	if (client->owns && !watch->terminal)
		input_close(watch);
}

void client_hear(struct watch *watch, struct client *client)
{
	static struct packet packet;
	ssize_t length =
		recv(client->fd, &packet, sizeof(packet), MSG_DONTWAIT);

	if (length < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (length < PACKET_HEAD ||
		(!client->greeted && packet.head.type != PACKET_HELLO)) {
		client_drop(watch, client);
		return;
	}
	client_obey(watch, client, &packet, (size_t)length - PACKET_HEAD);
}
