/* veth.c - a network of its own, and a cable to the host's. */
/* SPDX-License-Identifier: MIT */
#include "veth.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "file.h"
#include "gids.h"
#include "undo.h"

#include "bridge.h"
#include "lent.h"
#include "link.h"
#include "lock.h"
#include "nat.h"
#include "shared.h"
#include "usermode.h"

#define GUEST_LINK "eth0"

uint64_t veth_namespaces(const struct veth *veth)
{
	return veth->mode == NET_HOST || veth->mode == NET_SHARED
		       ? 0
		       : CLONE_NEWNET;
}

/* Open to the end: undoing may be due because there is no other to be had. */
static struct netlink host;

static void veth_undo(void *argument)
{
	struct veth *veth = argument;

	ports_close(veth);
	bridge_unplug(&host, veth);
	if (lock_take(&veth->lock) < 0) {
		warn_line("cannot lock the network namespace: %s: '" BRIDGE
			  "' stays until the next guest ends",
			strerror(errno));
		return;
	}
	if (bridge_leave(&host))
		lock_remove();
	lock_release(veth->lock);
}

void veth_do_without(struct veth *veth)
{
	if (veth->mode != NET_BRIDGE)
		return;
	if (veth->wants_bridge || veth->prefix)
		options_refuse("without root there is no bridge: leave %s out",
			veth->prefix ? "--subnet" : "--net");
	if (veth->port_count &&
		(!usermode_program() || strcmp(usermode_program(), "pasta")))
		options_refuse("without root, --publish needs pasta (package"
			       " passt)");
	veth->mode = usermode_program() ? NET_USERMODE : NET_NONE;
	if (veth->mode == NET_NONE)
		warn_line("no network: the bridge needs root, and neither pasta"
			  " (package passt) nor slirp4netns is installed");
}

/* A person who asks for pasta has options for pasta. */
static void veth_want_pasta(const struct veth *veth)
{
	const char *program = usermode_program();

	/* It would become nobody, who may not enter the guest. */
	if (geteuid() == 0)
		options_refuse("'--net pasta' is for those who are not root:"
			       " leave --net out, root has the bridge");
	if (!program || strcmp(program, "pasta"))
		options_refuse("'--net pasta' needs pasta (package passt)");
	if (veth->prefix)
		options_refuse("--subnet is the bridge's: leave --net out");
}

void veth_prepare(struct veth *veth)
{
	if (veth->wants_pasta)
		veth_want_pasta(veth);
	if (veth->mode == NET_INTERFACE)
		lent_prepare(veth);
	if (veth->mode == NET_USERMODE) {
		ports_choose(veth);
		return;
	}
	if (veth->mode != NET_BRIDGE && veth->port_count)
		options_refuse("--publish leads to a guest on the bridge:"
			       " leave --net out");
	if (veth->mode != NET_BRIDGE && veth->prefix)
		options_refuse("--subnet is the bridge's: leave --net out");
	if (veth->mode == NET_SHARED)
		shared_prepare(veth);
	if (veth->mode != NET_BRIDGE)
		return;
	ports_hold(veth);
	netlink_open(&host);
	if (lock_take(&veth->lock) < 0)
		die("flock", "cannot lock the network namespace");
	lock_sweep();
	undo_later(veth_undo, veth);
	veth->bridge = bridge_join(&host, veth);
}

void veth_attach(struct veth *veth, pid_t pid)
{
	struct link cable;
	char name[IFNAMSIZ];

	if (veth->mode == NET_INTERFACE)
		lent_attach(veth, pid);
	if (veth->mode == NET_SHARED)
		shared_attach(veth);
	if (veth->mode == NET_USERMODE)
		usermode_attach(veth, pid);
	if (veth->mode != NET_BRIDGE)
		return;
	cable_name(name, veth->number);
	if (link_add_veth(&host, name, veth->bridge, GUEST_LINK, pid) < 0 ||
		link_find(&host, name, &cable) < 0)
		netlink_die(&host, "cannot connect the guest with '%s'", name);
	veth->cable = cable.index;
	/* The link's name holds the number from here on, without a lock. */
	lock_release(veth->lock);
	ports_publish(veth);
}

/* The guest's end of the cable, and the way out through it. */
static void cable_configure(struct netlink *netlink, const struct veth *veth)
{
	const struct address own[] = { address_v4(veth, veth->number),
		address_v6(veth, veth->number) };
	const struct address gateway[] = { address_v4(veth, 1),
		address_v6(veth, 1) };
	struct link link;

	link_ignore_routers(GUEST_LINK);
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
	long last;

	if (!veth_namespaces(veth))
		return; /* whose it is has done so */
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
	last = gid_last();
	write_at(AT_FDCWD, "/proc/sys/net/ipv4/ping_group_range", "0 %ld",
		last < INT32_MAX ? last : INT32_MAX);
}

char *veth_keep(const struct veth *veth)
{
	char *record = NULL;

	if (veth->mode == NET_INTERFACE)
		return lent_keep(veth);
	if (veth->mode == NET_USERMODE)
		return usermode_keep(veth);
	if (veth->mode != NET_BRIDGE)
		return strdup("");
	ports_keep(veth);
	if (asprintf(&record, "bridge %u %u", veth->number, veth->cable) < 0)
		die("malloc", "cannot keep a cable's number in memory");
	return record;
}

void veth_resume(struct veth *veth, const char *record)
{
	if (!record)
		return;
	lent_resume(veth, record);
	usermode_resume(veth, record);
	if (sscanf(record, "bridge %u %u", &veth->number, &veth->cable) != 2)
		return;
	ports_resume(veth);
	netlink_open(&host);
	undo_later(veth_undo, veth);
}

/* With no guest of its own: what is nobody's goes. */
void veth_sweep(void)
{
	struct veth nobody = DEFAULT_VETH;

	netlink_open(&host);
	veth_undo(&nobody);
	netlink_close(&host);
}
