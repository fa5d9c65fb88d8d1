/* netlink.h - just enough of netlink(7) to ask for one thing. */
/* SPDX-License-Identifier: MIT */
#ifndef NETLINK_H
#define NETLINK_H

#include <stddef.h>

struct request {
	_Alignas(8) char data[1024];
	size_t length;
	size_t message; /* where the message that is being written begins */
};

/*
 * Begin another message of `type` in the request; `header` is what follows
 * the netlink header.
 */
void request_message(struct request *request, int type, int flags,
	const void *header, size_t size);

/* Append an attribute. `data` NULL: others nest in it. Where it begins. */
size_t request_attribute(
	struct request *request, int type, const void *data, size_t size);
size_t request_string(struct request *request, int type, const char *text);
void request_end(struct request *request, size_t start);

/* Send it and wait for the kernel's answer. 0, or -1 and its errno. */
int request_send(const struct request *request, int protocol);

#endif
