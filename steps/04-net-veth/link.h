/* link.h - network interfaces, addresses and routes, one request each. */
/* SPDX-License-Identifier: MIT */
#ifndef LINK_H
#define LINK_H

#include <linux/if_link.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>

#include "netlink.h"

/* An IPv4 or IPv6 address with the length of its network. */
struct address {
	int family;
	union {
		struct in_addr v4;
		struct in6_addr v6;
	};
	unsigned int prefix;
};

/* What we want to know of an interface. */
struct link {
	unsigned int index, flags;
	unsigned int master; /* the bridge or the like that it is a port of */
	/* Does the host pass IPv4 on that comes in here, to somebody else? */
	enum { FORWARD_NONE, FORWARD_OFF, FORWARD_ON } forward;
	unsigned char mac[6];
	char name[IFNAMSIZ];
	char alias[256]; /* text for people, kept by the kernel */
};

/*
 * Either side; all of them, in the network namespace that `netlink` belongs
 * to. They return 0, or -1 and errno. rtnetlink(7)
 */
int link_add_bridge(struct netlink *netlink, const char *name,
	const unsigned char mac[static 6]);
int link_add_veth(struct netlink *netlink, const char *name,
	unsigned int master, const char *peer, pid_t peer_pid);
/* Whoever is on the cable might say that the way out of here is through it. */
void link_ignore_routers(const char *name);
/* By its index, or by its name where that is 0. */
int link_delete(struct netlink *netlink, unsigned int index, const char *name);
int link_set_alias(
	struct netlink *netlink, unsigned int index, const char *alias);
int link_set_up(struct netlink *netlink, unsigned int index, bool up);
int link_set_forward(struct netlink *netlink, unsigned int index, bool forward);
int link_move(struct netlink *netlink, unsigned int index, const char *name,
	int namespace);
int link_find(struct netlink *netlink, const char *name, struct link *link);
int address_add(struct netlink *netlink, unsigned int index,
	const struct address *address);
int route_add_default(struct netlink *netlink, const struct address *gateway);

/* Either side. Call `each` with every interface of the namespace. */
typedef void link_each(const struct link *link, void *argument);
int links_list(struct netlink *netlink, link_each *each, void *argument);

#endif
