/* streams.c - what the guest writes, and what it is given to read. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <unistd.h>

#include "log_record.h"
#include "watch.h"

/*
 * The log has it first. Then all who are attached, and the next is not read
 * before they all have this: no byte is lost on the way to anybody, and who is
 * slow is to the guest what a full pipe is. clients_patience() has the limits.
 */
static void output_give(struct watch *watch, int which, size_t length)
{
	log_write(&watch->log, which ? RECORD_ERRORS : RECORD_OUTPUT,
		watch->chunk.data, length);
	watch->chunk.head.type = which ? PACKET_ERRORS : PACKET_OUTPUT;
	watch->chunk_length = PACKET_HEAD + length;
	clock_gettime(CLOCK_MONOTONIC, &watch->since);
	clients_tell(watch, DUE_CHUNK);
}

void output_close(struct watch *watch, int which)
{
	/* (A terminal is one for both ways.) */
	if (watch->output[which] == watch->input)
		watch->input = -1;
	close(watch->output[which]);
	watch->output[which] = -1;
}

void output_read(struct watch *watch, int which)
{
	ssize_t length = read(watch->output[which], watch->chunk.data,
		sizeof(watch->chunk.data));

	if (length > 0) {
		watch->hung_up = false;
		output_give(watch, which, (size_t)length);
		return;
	}
	if (length < 0 && errno == EINTR)
		return;
	/* An init may close its terminal, and open it again. pty(7) */
	watch->hung_up = length < 0 && errno == EIO && watch->code < 0;
	if (watch->hung_up)
		return;
	/* Nobody is left to write more, when PID 1 has been reaped. */
	if (length == 0 || errno != EAGAIN || watch->code >= 0)
		output_close(watch, which);
}

bool output_ended(const struct watch *watch)
{
	return watch->output[0] < 0 && watch->output[1] < 0;
}

/* The first of those whose words are waiting. */
static struct client *input_next(const struct watch *watch)
{
	for (size_t i = 0; i < MOST_CLIENTS; i++)
		if (watch->clients[i] && watch->clients[i]->length)
			return watch->clients[i];
	return NULL;
}

bool input_pending(const struct watch *watch)
{
	return watch->input >= 0 && input_next(watch);
}

static void input_taken(struct watch *watch, struct client *client)
{
	client->length = 0;
	client->due |= DUE_TAKEN;
	if (client->fd < 0)
		client_drop(watch, client);
}

void input_write(struct watch *watch)
{
	struct client *client = input_next(watch);
	ssize_t done;

	if (!client)
		return;
	done = write(watch->input, client->input.data + client->from,
		client->length);
	if (done < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (done < 0 && !watch->terminal) {
		input_close(watch);
		return;
	}
	if (done < 0) /* a terminal that nobody has open */
		done = (ssize_t)client->length;
	client->from += (size_t)done;
	client->length -= (size_t)done;
	if (client->length == 0)
		input_taken(watch, client);
}

/* What is on its way goes nowhere, and all who are attached learn of it. */
void input_close(struct watch *watch)
{
	struct client *client;

	if (watch->input >= 0)
		close(watch->input);
	watch->input = -1;
	while ((client = input_next(watch)))
		input_taken(watch, client);
	clients_tell(watch, DUE_TAKEN);
}
