/* observe.c - somebody who only wants to know how a container ends. */
/* SPDX-License-Identifier: MIT */
#include "observe.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "monitor.h"
#include "packet.h"

int observe_begin(const struct container *container)
{
	const struct packet_head hello = { .type = PACKET_HELLO };
	int connection = monitor_connect(container);

	/* (If it has hung up by now, that is read.) */
	if (connection >= 0)
		send(connection, &hello, sizeof(hello), MSG_NOSIGNAL);
	return connection;
}

/* One packet. Is there another one to wait for? (It may hang up before it has
 * read all that we say, and what it has said before comes next. unix(7)) */
static bool observe_hear(int connection, int flags, int *code)
{
	struct packet_head head;
	ssize_t length = recv(connection, &head, sizeof(head), flags);

	if (length == sizeof(head) && head.type == PACKET_EXIT)
		*code = head.number;
	if (length < 0)
		return errno == EINTR || errno == ECONNRESET;
	return length > 0 && *code < 0;
}

bool observe_ended(int *connection)
{
	int code = -1;

	errno = 0;
	while (observe_hear(*connection, MSG_DONTWAIT, &code))
		errno = 0;
	if (code < 0 && errno != EAGAIN) {
		close(*connection);
		*connection = -1;
	}
	return code >= 0;
}

int observe_end(int connection)
{
	int code = -1;

	while (observe_hear(connection, 0, &code))
		;
	close(connection);
	return code;
}
