/* attached_sink.c - to stdout and stderr, never waiting for who reads. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "fd.h"

#include "attached.h"

/*
 * To wait in write(2) is to be deaf to signals. But O_NONBLOCK belongs to an
 * open file, which we share with others: so open pipes and terminals anew. A
 * socket knows a flag of its own, and a file keeps nobody waiting. open(2)
 */
static void sink_open(struct sink *sink, int fd)
{
	struct stat status;
	int anew;

	*sink = (struct sink){ .fd = fd };
	if (fstat(fd, &status) < 0 || !(S_ISFIFO(status.st_mode) || isatty(fd)))
		return;
	anew = fd_reopen(fd, O_WRONLY | O_NONBLOCK);
	if (anew >= 0)
		sink->fd = anew;
}

void attached_sinks_open(struct attached *attached)
{
	sink_open(&attached->sinks[0], STDOUT_FILENO);
	sink_open(&attached->sinks[1], STDERR_FILENO);
}

struct sink *attached_sink(struct attached *attached)
{
	return &attached->sinks[attached->packet.head.type == PACKET_ERRORS];
}

/*
 * What nobody reads is thrown away. If the streams are ours, who writes there
 * is told, as it would be without us; else, without stdout, it is we who go.
 */
static void sink_broken(struct attached *attached, struct sink *sink)
{
	int stream = (int)(sink - attached->sinks);

	if (errno != EPIPE && errno != EBADF)
		die("write", "cannot write what the container says");
	sink->closed = true;
	if (errno == EBADF)
		return; /* it has never been there */
	if (attached->owns && !attached->terminal)
		attached_say(attached, PACKET_CLOSED, stream);
	else if (stream == 0)
		attached->leave = SIGPIPE;
}

void attached_write(struct attached *attached)
{
	struct sink *sink = attached_sink(attached);
	const char *data = attached->packet.data + attached->from;
	ssize_t done = (ssize_t)attached->length;

	if (!sink->closed) {
		done = send(sink->fd, data, attached->length,
			MSG_DONTWAIT | MSG_NOSIGNAL);
		if (done < 0 && errno == ENOTSOCK)
			done = write(sink->fd, data, attached->length);
	}
	if (done < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (done < 0) {
		sink_broken(attached, sink);
		return;
	}
	attached->from += (size_t)done;
	attached->length -= (size_t)done;
}
