/* veth.c - a network of its own, and a cable to the host's. */
/* SPDX-License-Identifier: MIT */
#include "veth.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <stdio.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "die.h"
#include "file.h"
#include "undo.h"

#include "bridge.h"
#include "lent.h"
#include "link.h"
#include "nat.h"

#define GUEST_LINK "eth0"

uint64_t veth_namespaces(const struct veth *veth)
{
	return veth->mode == NET_HOST ? 0 : CLONE_NEWNET;
}

/*
 * One start at a time in a network namespace: the lock is on the namespace
 * itself, so it needs no file, and whoever is killed lets go of it. flock(2)
 */
static void lock_take(struct veth *veth)
{
	const struct timespec pause = { .tv_nsec = 5000000 }; /* 5 ms */

	if (veth->lock >= 0)
		return;
	veth->lock = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (veth->lock < 0)
		die("open", "cannot open '/proc/self/ns/net'");
	for (int tries = 0; flock(veth->lock, LOCK_EX | LOCK_NB) < 0; tries++) {
		if (errno != EWOULDBLOCK || tries == 6000)
			die("flock", "cannot lock the network namespace");
		nanosleep(&pause, NULL);
	}
}

static void lock_release(struct veth *veth)
{
	/* The guest has a copy of the descriptor: closing is not enough. */
	flock(veth->lock, LOCK_UN);
	close(veth->lock);
	veth->lock = -1;
}

static void veth_undo(void *argument)
{
	struct veth *veth = argument;
	struct netlink netlink;

	netlink_open(&netlink);
	lock_take(veth);
	ports_close(veth);
	bridge_leave(&netlink, veth);
	lock_release(veth);
	netlink_close(&netlink);
}

void veth_prepare(struct veth *veth)
{
	struct netlink netlink;

	if (veth->mode == NET_INTERFACE)
		lent_prepare(veth);
	if (veth->mode != NET_BRIDGE) {
		if (veth->port_count)
			options_refuse("--publish leads to a guest on the"
				       " bridge: leave --net out");
		return;
	}
	ports_hold(veth);
	lock_take(veth);
	undo_later(veth_undo, veth);
	netlink_open(&netlink);
	veth->bridge = bridge_join(&netlink, veth);
	netlink_close(&netlink);
}

void veth_attach(struct veth *veth, pid_t pid)
{
	struct netlink netlink;
	struct link cable;
	char name[IFNAMSIZ];

	if (veth->mode == NET_INTERFACE)
		lent_attach(veth, pid);
	if (veth->mode != NET_BRIDGE)
		return;
	netlink_open(&netlink);
	cable_name(name, veth->number);
	if (link_add_veth(&netlink, name, veth->bridge, GUEST_LINK, pid) < 0 ||
		link_find(&netlink, name, &cable) < 0)
		netlink_die(
			&netlink, "cannot connect the guest with '%s'", name);
	veth->cable = cable.index;
	netlink_close(&netlink);
	/* The link's name holds the number from here on, without a lock. */
	lock_release(veth);
	ports_publish(veth);
}

/* The guest's end of the cable, and the way out through it. */
static void cable_configure(struct netlink *netlink, const struct veth *veth)
{
	const struct address own[] = { address_v4(veth, veth->number),
		address_v6(veth->number) };
	const struct address gateway[] = { address_v4(veth, 1), address_v6(1) };
	struct link link;

	if (link_find(netlink, GUEST_LINK, &link) < 0 ||
		link_set_up(netlink, link.index, true) < 0)
		netlink_die(netlink, "cannot bring up '" GUEST_LINK "'");
	for (size_t i = 0; i < 2; i++) {
		if (address_add(netlink, link.index, &own[i]) == 0 &&
			route_add_default(netlink, &gateway[i]) == 0)
			continue;
		if (own[i].family == AF_INET) /* a host may have no IPv6 */
			netlink_die(netlink, "cannot set up '" GUEST_LINK "'");
	}
}

void veth_configure(const struct veth *veth)
{
	struct netlink netlink;

	if (veth->mode == NET_HOST)
		return;
	netlink_open(&netlink);
	/* A new namespace has lo, and it is down. Its index is always 1. */
	if (link_set_up(&netlink, 1, true) < 0)
		netlink_die(&netlink, "cannot bring up 'lo'");
	if (veth->mode == NET_BRIDGE)
		cable_configure(&netlink, veth);
	if (veth->mode == NET_INTERFACE)
		lent_configure(&netlink, veth);
	netlink_close(&netlink);
	/* ping(8) without a raw socket, for every group. icmp(7) */
	write_at(AT_FDCWD, "/proc/sys/net/ipv4/ping_group_range",
		"0 2147483647");
}
