/* packet.h - what a monitor and those who are attached say to each other. */
/* SPDX-License-Identifier: MIT */
#ifndef PACKET_H
#define PACKET_H

#include <stdint.h>

/*
 * Everything here is host side.
 *
 * On RUN/containers/ID/attach, SOCK_SEQPACKET: a packet is whole or is not
 * there. Both ends are of one machine and one build.
 */
enum packet_type {
	/* Of who is attached: */
	PACKET_HELLO = 1, /* the first; `number`: HELLO_* that are wanted */
	PACKET_INPUT,     /* data; then no more before PACKET_TAKEN */
	PACKET_INPUT_END, /* that was all */
	PACKET_RESIZE,    /* `rows`, `columns` */
	PACKET_SIGNAL,    /* `number` */
	PACKET_CLOSED,    /* nobody reads stdout (`number` 0), or stderr (1) */
	/* Of the monitor: */
	PACKET_WELCOME,  /* `number`: HELLO_* that there are */
	PACKET_OUTPUT,   /* data */
	PACKET_ERRORS,   /* data */
	PACKET_TAKEN,    /* the guest has it; `number` 0: and wants no more */
	PACKET_ENFORCED, /* signal `number` was to be dropped: it is killed */
	PACKET_CUT,      /* it was too slow, and is let go */
	PACKET_EXIT,     /* `number`: the exit code */
};

enum {
	HELLO_OUTPUT = 1,
	HELLO_INPUT = 2,
	HELLO_OWNS = 4,      /* its end is the end of the guest's stdin */
	HELLO_TERMINAL = 8,  /* the guest has one */
	PACKET_DATA = 32768, /* bytes at most */
};

struct packet_head {
	uint16_t type, rows, columns, reserved;
	int32_t number;
};

struct packet {
	struct packet_head head;
	char data[PACKET_DATA];
};

enum { PACKET_HEAD = sizeof(struct packet_head) };

#endif
