/* attached.c - what goes between a monitor and who is attached. */
/* SPDX-License-Identifier: MIT */
#include "attached.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tty.h"

/* (If it has hung up, we hear that.) */
void attached_say(const struct attached *attached, int type, int number)
{
	const struct packet_head head = { .type = (uint16_t)type,
		.number = number };

	send(attached->connection, &head, sizeof(head), MSG_NOSIGNAL);
}

void attached_resize(const struct attached *attached)
{
	struct packet_head head = { .type = PACKET_RESIZE };
	struct winsize size;

	if (!attached->terminal || !tty_size(&size))
		return;
	head.rows = size.ws_row;
	head.columns = size.ws_col;
	send(attached->connection, &head, sizeof(head), MSG_NOSIGNAL);
}

/* Nothing more is read. Who writes to us is to know, but a terminal. */
static void attached_input_end(struct attached *attached)
{
	int null;

	attached->reads = false;
	if (isatty(STDIN_FILENO))
		return;
	null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (null < 0)
		return;
	dup2(null, STDIN_FILENO);
	close(null);
}

static void attached_input_send(
	struct attached *attached, const char *typed, size_t length)
{
	static struct packet packet = { .head.type = PACKET_INPUT };

	if (attached->terminal)
		length = keys_pass(&attached->keys, typed, length, packet.data);
	else
		memcpy(packet.data, typed, length);
	if (length > 0) {
		send(attached->connection, &packet, PACKET_HEAD + length,
			MSG_NOSIGNAL);
		attached->may_send = false;
	}
	attached->detached = attached->keys.complete;
}

void attached_read(struct attached *attached)
{
	char typed[PACKET_DATA - MOST_KEYS];
	ssize_t length = read(STDIN_FILENO, typed, sizeof(typed));

	if (length < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (length < 0 && errno == EIO && tty_is_behind()) {
		tty_stop(); /* as SIGTTIN would have us do, if it could */
		return;
	}
	if (length > 0) {
		attached_input_send(attached, typed, (size_t)length);
		return;
	}
	attached_say(attached, PACKET_INPUT_END, 0);
	attached_input_end(attached);
}

static void attached_welcome(struct attached *attached, int number)
{
	attached->welcome = true;
	attached->terminal = number & HELLO_TERMINAL;
	/* The guest may have closed it by now, or never had one. */
	if (attached->reads && !(number & HELLO_INPUT))
		attached_input_end(attached);
	attached->may_send = true;
	if (attached->terminal && attached->reads)
		tty_begin();
	attached_resize(attached);
}

static void attached_obey(struct attached *attached, size_t length)
{
	const struct packet_head *head = &attached->packet.head;

	switch (head->type) {
	case PACKET_WELCOME: attached_welcome(attached, head->number); break;
	case PACKET_OUTPUT:
	case PACKET_ERRORS:
		attached->from = 0;
		attached->length = length;
		break;
	case PACKET_TAKEN:
		attached->may_send = true;
		if (!head->number && attached->reads)
			attached_input_end(attached);
		break;
	case PACKET_ENFORCED: attached->enforced = head->number; break;
	case PACKET_CUT: attached->cut = true; break;
	case PACKET_EXIT: attached->code = head->number; break;
	default: break;
	}
}

bool attached_hear(struct attached *attached)
{
	ssize_t length;

	/* It hung up before it had read all; what it said before comes next. */
	do
		length = recv(attached->connection, &attached->packet,
			sizeof(attached->packet), 0);
	while (length < 0 && (errno == EINTR || errno == ECONNRESET));
	if (length < PACKET_HEAD)
		return false;
	attached_obey(attached, (size_t)length - PACKET_HEAD);
	return true;
}
