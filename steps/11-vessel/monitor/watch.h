/* watch.h - a container that is watched over, and all that belongs to it. */
/* SPDX-License-Identifier: MIT */
#ifndef WATCH_H
#define WATCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "packet.h"

enum {
	MOST_CLIENTS = 64,
	PATIENCE = 10, /* seconds */
};

/* Something has to be sent as soon as there is room. */
enum { DUE_WELCOME = 1, DUE_TAKEN = 2, DUE_ENFORCED = 4, DUE_CHUNK = 8 };

/* Who is attached. */
struct client {
	int fd; /* -1: gone, but what it said is still on its way */
	bool greeted, sees, owns, ended;
	unsigned int due;    /* DUE_* */
	size_t from, length; /* what the guest has not taken of... */
	struct packet input; /* ...this; length 0: nothing */
};

struct log {
	int directory, fd;
	unsigned long number; /* of the file */
	long size, limit;     /* bytes; limit 0: no log */
	int files;            /* at most */
	uint64_t lost;        /* bytes since the disk has been full */
};

/* Everything here is host side. */
struct watch {
	const char *vessel, *id;
	pid_t guest;
	bool terminal;
	bool stands;  /* the guest is stopped */
	bool waits;   /* for the first client's hello */
	bool hung_up; /* nobody has the terminal open, for now */
	int code;     /* exit code; -1: it lives */
	int enforced; /* the signal that was */
	int live, listener, signals, first;
	int input;     /* the guest's stdin; -1: none, or closed */
	int output[2]; /* its stdout and stderr; -1: none, or at its end */
	struct log log;
	struct packet chunk; /* the last that it wrote */
	size_t chunk_length; /* with its head */
	struct timespec since;
	struct client *clients[MOST_CLIENTS];
};

/* Wait for something to do, and do it. */
void watch_once(struct watch *watch);

/* Let go of the memory that was needed to begin. */
void pages_let_go(void);

/* The log: open the next file; write one record, or several. */
void log_open(struct log *log);
void log_write(struct log *log, int stream, const char *data, size_t length);

/* The guest: pass a signal on, as to any other process; has it ended? */
void guest_signal(struct watch *watch, int number);
void guest_reap(struct watch *watch);

/* Its streams. All that a client has sent is there, or it is not wanted. */
void output_close(struct watch *watch, int which);
void output_read(struct watch *watch, int which);
bool output_ended(const struct watch *watch);
void input_write(struct watch *watch);
void input_close(struct watch *watch);
bool input_pending(const struct watch *watch);

/*
 * The clients: who knocks; one more; hear one; send what is due; do without
 * one.
 */
void clients_accept(struct watch *watch);
void client_add(struct watch *watch, int fd);
void client_hear(struct watch *watch, struct client *client);
void client_send(struct watch *watch, struct client *client);
void client_drop(struct watch *watch, struct client *client);

/*
 * To all of them. Is that still due to somebody? How long may they take, in
 * milliseconds, and who has taken longer? At last, the exit code.
 */
void clients_tell(struct watch *watch, unsigned int due);
bool clients_owed(const struct watch *watch, unsigned int due);
int clients_timeout(const struct watch *watch);
void clients_hurry(struct watch *watch);
void clients_make_room(const struct watch *watch);
void clients_end(struct watch *watch);

#endif
