/* bridge.h - the switch that all guests of this host hang on. */
/* SPDX-License-Identifier: MIT */
#ifndef BRIDGE_H
#define BRIDGE_H

#include "link.h"
#include "veth.h"

#define BRIDGE "vessel0"

/*
 * Host side, with the namespace locked. Make the bridge, or what
 * is missing of it after a death half-way, and reserve the lowest free number.
 * Returns the bridge's index. bridge(8)
 */
unsigned int bridge_join(struct netlink *netlink, struct veth *veth);

/*
 * Host side. Take the guest's cable away, which wants no lock; and the bridge
 * if that was the last. Returns whether it was.
 */
void bridge_unplug(struct netlink *netlink, const struct veth *veth);
bool bridge_leave(struct netlink *netlink);

/* What the last guest has to put back. */
enum { MOST_OFF = 18 }; /* an alias has 255 characters */
struct memory {
	struct in_addr subnet;
	unsigned int prefix;
	unsigned int off[MOST_OFF]; /* interfaces that forwarded nothing */
	size_t count;
};

/*
 * Host side. It is kept where the bridge is, and goes when it goes: "vessel:
 * 10.0.0.0/24, forwarding was off: 1 2". The second returns whether the alias
 * of `bridge` says so, and what. ip-link(8)
 */
void alias_write(struct netlink *netlink, struct link *bridge,
	const struct memory *memory);
bool alias_read(const struct link *bridge, struct memory *memory);

/*
 * Host side. Let the host forward for guests, and remember in `memory` and the
 * alias what did not forward before; then put that back. The second returns 0,
 * or -1 and errno.
 */
void forward_open(struct netlink *netlink, const struct veth *veth,
	struct link *bridge, struct memory *memory);
int forward_close(struct netlink *netlink, struct memory *memory);

/* Either side. The host's end of a guest's cable: its name is the lease. */
void cable_name(char name[static IFNAMSIZ], unsigned int number);

/* Either side. The address with `number` in the subnet; the bridge has 1. */
struct address address_v4(const struct veth *veth, unsigned int number);
struct address address_v6(const struct veth *veth, unsigned int number);

/*
 * Host side. The subnet that was asked for, or one that is free. Dies if the
 * host has a way to any part of it.
 */
void subnet_choose(struct netlink *netlink, struct veth *veth);

#endif
