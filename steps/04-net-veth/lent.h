/* lent.h - an interface of the host that moves in, and comes back. */
/* SPDX-License-Identifier: MIT */
#ifndef LENT_H
#define LENT_H

#include "kept.h"
#include "link.h"
#include "netlink.h"
#include "veth.h"

struct lent {
	struct link link;
	struct kept kept;
	int home, away;             /* network namespaces */
	struct netlink here, there; /* sockets in both, open to the end */
	bool moved;
	unsigned int index_away; /* 0: not known yet, and its name is */
};

/*
 * Host side. Find the interface and remember what would be lost on the way:
 * its addresses and routes. Then move it to the guest `pid`; undo_all() takes
 * it back. network_namespaces(7)
 */
void lent_prepare(struct veth *veth);
void lent_attach(struct veth *veth, pid_t pid);

/*
 * Host side. Let what is remembered live on in the program that we become, with
 * the guest's network: returns a line that tells of it, to be freed. And take
 * that up there. After a launcher that was killed there is nothing to take up:
 * the kernel has given a card back, and destroyed anything virtual.
 */
char *lent_keep(const struct veth *veth);
void lent_resume(struct veth *veth, const char *record);

/*
 * Host side. Open one of our network namespaces; a socket in the guest's.
 * Undoing it all: the kernel would give back a card, and destroy anything
 * virtual. So it is taken out before the namespace dies, which lent->away
 * holds up.
 */
int lent_namespace(const char *path);
void lent_reach(struct lent *lent);
void lent_return(void *argument);

/* Guest side. Give it the addresses and routes that it had on the host. */
void lent_configure(struct netlink *netlink, const struct veth *veth);

#endif
