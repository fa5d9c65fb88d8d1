/* attached.h - somebody who is attached to a container, in pieces. */
/* SPDX-License-Identifier: MIT */
#ifndef ATTACHED_H
#define ATTACHED_H

#include <stdbool.h>
#include <stddef.h>

#include "keys.h"
#include "packet.h"

/* Everything here is host side. */

/* Where output goes, without ever waiting for who reads it. */
struct sink {
	int fd; /* ours, or stdout's or stderr's own */
	bool closed;
};

struct attached {
	int connection, signals;
	bool welcome, terminal; /* the guest has one */
	bool owns;              /* the guest's stdin is ours */
	bool proxies;           /* signals are the guest's */
	bool reads;             /* more of stdin is wanted, */
	bool may_send;          /* and now */
	bool detached, cut;     /* of our will, or not */
	int code;               /* exit code; -1: it runs */
	int enforced;           /* the signal that was */
	int leave;              /* the signal that ends us; 0: none */
	struct keys keys;
	struct sink sinks[2];
	struct packet packet; /* the last that came, ... */
	size_t from, length;  /* ... and what is not written of it */
};

/* To the monitor: a packet without data, and what stdin has. */
void attached_say(const struct attached *attached, int type, int number);
void attached_resize(const struct attached *attached);
void attached_read(struct attached *attached);

/* From it: one packet; false: it has hung up. And to stdout or stderr. */
bool attached_hear(struct attached *attached);
void attached_write(struct attached *attached);
struct sink *attached_sink(struct attached *attached);
void attached_sinks_open(struct attached *attached);

/* All signals wait for us from now on; take those that have come. */
void attached_signals_hold(struct attached *attached);
void attached_signals_take(struct attached *attached);

#endif
