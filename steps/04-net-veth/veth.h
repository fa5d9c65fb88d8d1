/* veth.h - a network of its own, and a cable to the host's. */
/* SPDX-License-Identifier: MIT */
#ifndef VETH_H
#define VETH_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "options.h"

enum { MOST_PORTS = 64, MOST_SERVERS = 3, MOST_OTHERS = 64 };
enum { LEAST_PREFIX = 16, MOST_PREFIX = 30 }; /* of the subnet */

/* -p 127.0.0.1:8080:80/tcp */
struct port {
	struct in_addr host_address; /* 0.0.0.0: any of the host's */
	uint16_t host, guest;        /* host 0: one that is free */
	const char *protocol;        /* "tcp", "udp" */
	int held, held6;             /* sockets that keep the number ours */
};

/* How a guest is connected. Fields below the blank line are our own. */
struct veth {
	enum {
		NET_BRIDGE,
		NET_NONE,
		NET_HOST,
		NET_INTERFACE,
		NET_SHARED,
		NET_USERMODE /* through pasta; without root, for the bridge */
	} mode;
	bool wants_bridge;     /* not just for want of another word */
	bool wants_pasta;      /* the same */
	const char *interface; /* NET_INTERFACE: the one that moves in */
	const char *shared;    /* NET_SHARED: a file that is that network */
	bool by_name;          /* guests have names: of one, it is left open */
	const char *neighbour; /* then, and this is whose it is */
	struct in_addr subnet; /* of the bridge; any if prefix is 0 */
	unsigned int prefix;   /* its length: the 24 of 10.0.0.0/24 */
	struct port ports[MOST_PORTS];
	size_t port_count;
	const char *servers[MOST_SERVERS]; /* --dns */
	size_t server_count;
	const char *others[MOST_OTHERS]; /* --add-host, "NAME:ADDRESS" */
	size_t other_count;

	unsigned int bridge, cable; /* their indices; 0: not there yet */
	unsigned int number;        /* the guest's in its subnet; 0: none yet */
	int lock;                   /* a descriptor of lock.h, or -1 */
	void *owner;                /* of the nftables table with our ports */
	struct lent *lent;          /* what an interface was like on the host */
	int hold, keeper;           /* NET_USERMODE: who ends with us */
	int said;                   /* and what it says, read or not */
	int home;                   /* NET_SHARED: our own network */
};

#define DEFAULT_VETH       \
	{                  \
		.lock = -1 \
	}

/* The rows of an options table that fill `veth`, named as docker names them. */
/* clang-format off */
#define VETH_OPTIONS(veth) \
	{ "net", 0, "MODE", \
		"bridge (default), none, host, pasta,\n" \
		"interface:NAME, container:GUEST, ns:FILE", \
		veth_take_net, veth }, \
	{ "subnet", 0, "A.B.C.D/N", \
		"of the bridge\n(10.118.83.0/24, or the next that is free)", \
		veth_take_subnet, veth }, \
	{ "publish", 'p', "[[IP:]PORT:]PORT", \
		"8080:80 leads port 8080 of the host to 80 inside" \
		"\n(80: one that is free; 53:53/udp: for UDP)", \
		veth_take_publish, veth }, \
	{ "dns", 0, "ADDRESS", "a name server for the guest", \
		veth_take_dns, veth }, \
	{ "add-host", 0, "NAME:ADDRESS", \
		"a line more in /etc/hosts; host-gateway is the host", \
		veth_take_add_host, veth }
/* clang-format on */

option_take veth_take_net, veth_take_subnet, veth_take_publish, veth_take_dns,
	veth_take_add_host;

/* Host side. What spawn() must be asked for. network_namespaces(7) */
uint64_t veth_namespaces(const struct veth *veth);

/*
 * Host side, before veth_prepare(). Without root there is no bridge: go through
 * pasta(1) or slirp4netns(1) if one is there, or do without a network, and say
 * so.
 */
void veth_do_without(struct veth *veth);

/*
 * Host side, before the guest is born. See to it that the bridge is there, and
 * reserve an address on it: no other start gets the same. What the kernel does
 * not take back itself is undone by undo_all(). veth(4)
 */
void veth_prepare(struct veth *veth);

/* Host side. Connect the guest `pid`, held at the gate, and publish ports. */
void veth_attach(struct veth *veth, pid_t pid);

/*
 * Host side, before we become another program, which is to take up where we
 * were. What has to live on does: the owner of the ports, and the ports' own
 * sockets. Returns what else has to be known, a line to be freed.
 */
char *veth_keep(const struct veth *veth);

/*
 * Host side, with that line (NULL: none), when the guest has ended, in place of
 * its launcher, or after a launcher that was killed: undo_all() does as it
 * would have done there.
 */
void veth_resume(struct veth *veth, const char *record);

/* Host side. Take away the bridge, if launches that were killed have left it
 * and no guest hangs on it. */
void veth_sweep(void);

/* Guest side. Bring up what was put in: addresses, routes, lo. */
void veth_configure(const struct veth *veth);

/*
 * Host side, after veth_prepare(). The text of the guest's /etc/hosts and
 * /etc/resolv.conf, to be freed; NULL where the root's own shall do. hosts(5)
 */
char *veth_hosts(const struct veth *veth, const char *hostname);
char *veth_resolv_conf(const struct veth *veth);

#endif
