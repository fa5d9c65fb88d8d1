/* lent.h - an interface of the host that moves in, and comes back. */
/* SPDX-License-Identifier: MIT */
#ifndef LENT_H
#define LENT_H

#include "netlink.h"
#include "veth.h"

/*
 * Host side. Find the interface and remember what would be lost on the way:
 * its addresses and routes. Then move it to the guest `pid`; undo_all() takes
 * it back. network_namespaces(7)
 */
void lent_prepare(struct veth *veth);
void lent_attach(struct veth *veth, pid_t pid);

/* Guest side. Give it the addresses and routes that it had on the host. */
void lent_configure(struct netlink *netlink, const struct veth *veth);

#endif
