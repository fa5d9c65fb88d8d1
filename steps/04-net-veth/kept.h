/* kept.h - addresses and routes of an interface, to be given again. */
/* SPDX-License-Identifier: MIT */
#ifndef KEPT_H
#define KEPT_H

#include <stddef.h>

#include "link.h"

enum { MOST_KEPT = 64 };

/* As the kernel told them: they are replayed as such. */
struct kept {
	unsigned int index; /* of the interface that they are from */
	struct nlmsghdr *messages[MOST_KEPT];
	size_t count;
};

/*
 * Either side, in the network namespace of `netlink`. Keep what `link` has, and
 * give it to another, or the same after it moved: the kernel forgets all of it
 * on the way. Dies of what cannot be read; warns of what cannot be given.
 * rtnetlink(7)
 */
void kept_read(
	struct netlink *netlink, const struct link *link, struct kept *kept);
void kept_write(struct netlink *netlink, const struct kept *kept,
	const struct link *link);

#endif
