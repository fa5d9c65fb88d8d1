/* streams.h - stdin, stdout and stderr: what is set on what we all share. */
/* SPDX-License-Identifier: MIT */
#ifndef STREAMS_H
#define STREAMS_H

#include <fcntl.h>

/* What belongs to an open file, not to a descriptor. fcntl(2) */
struct streams {
	struct stream {
		int flags; /* O_NONBLOCK, O_APPEND, O_ASYNC; -1: closed */
		int signal;
		struct f_owner_ex owner; /* of that signal */
	} of[3];
};

/*
 * Host side. The caller goes on reading and writing where a command of ours
 * did: remember how, and put it back. fcntl(2)
 */
void streams_get(struct streams *streams);
void streams_set(const struct streams *streams);

#endif
