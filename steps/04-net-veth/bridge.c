/* bridge.c - the switch that all guests of this host hang on. */
/* SPDX-License-Identifier: MIT */
#include "bridge.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "die.h"
#include "file.h"

#include "nat.h"

#define FORWARD "/proc/sys/net/ipv4/ip_forward"

enum { BRIDGE_NUMBER = 1, FIRST_GUEST = 2, MOST_GUESTS = 65534 };

/* All that there is to know, and the kernel keeps it for us. */
struct scene {
	struct link bridge;
	unsigned int cables;
	unsigned char taken[MOST_GUESTS + 2]; /* by number */
};

void cable_name(char name[static IFNAMSIZ], unsigned int number)
{
	snprintf(name, IFNAMSIZ, BRIDGE "-%u", number);
}

/*
 * The mark of a bridge of ours, there from its first moment: an alias comes
 * later. "ves" happens to be a fine start: not a group's, not from a factory.
 * (A bridge without an address of its own takes the lowest of its ports', and
 * changes it as guests come and go.)
 */
static const unsigned char own_mac[] = { 'v', 'e', 's' };

static bool is_own(const struct link *bridge)
{
	return bridge->index && !memcmp(bridge->mac, own_mac, sizeof(own_mac));
}

static void bridge_make(struct netlink *netlink)
{
	unsigned char mac[6];

	if (getrandom(mac, sizeof(mac), 0) < 0)
		die("getrandom", "cannot choose an address for '" BRIDGE "'");
	memcpy(mac, own_mac, sizeof(own_mac));
	if (link_add_bridge(netlink, BRIDGE, mac) < 0)
		netlink_die(netlink, "cannot make '" BRIDGE "'");
}

static void scene_add(const struct link *link, void *argument)
{
	struct scene *scene = argument;
	unsigned int number;
	char rest;

	if (!strcmp(link->name, BRIDGE))
		scene->bridge = *link;
	if (sscanf(link->name, BRIDGE "-%u%c", &number, &rest) != 1 ||
		number > MOST_GUESTS)
		return;
	scene->taken[number] = 1;
	scene->cables++;
}

static void scene_read(struct netlink *netlink, struct scene *scene)
{
	memset(scene, 0, sizeof(*scene));
	if (links_list(netlink, scene_add, scene) < 0)
		netlink_die(netlink, "cannot list the network interfaces");
}

/* Does the host pass on packets that are not its own? Guests apart. */
static bool is_router(void)
{
	char forward[16] = "1";

	read_at(AT_FDCWD, FORWARD, forward, sizeof(forward));
	return *forward != '0';
}

/*
 * All guests of a bridge are in one subnet, whoever came first chose it.
 * Returns whether the host was a router before the bridge came.
 */
static bool subnet_adopt(const struct link *bridge, struct veth *veth)
{
	struct veth there = { 0 };
	bool was_router;

	if (!is_own(bridge) || !alias_read(bridge, &there, &was_router))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "it was not made here, so it is left"
				       " alone: rename it" },
			"there is an interface '" BRIDGE "' already");
	if (veth->prefix && (veth->prefix != there.prefix ||
				    veth->subnet.s_addr != there.subnet.s_addr))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "leave --subnet out, or end the other"
				       " guests first" },
			"the bridge '" BRIDGE "' has another subnet");
	veth->prefix = there.prefix;
	veth->subnet = there.subnet;
	return was_router;
}

/* Every part of it may be there already, from a start that was killed. */
static void bridge_furnish(
	struct netlink *netlink, const struct veth *veth, unsigned int index)
{
	struct address v4 = address_v4(veth, BRIDGE_NUMBER);
	struct address v6 = address_v6(BRIDGE_NUMBER);

	if (address_add(netlink, index, &v4) < 0)
		netlink_die(netlink, "cannot give '" BRIDGE "' an address");
	address_add(netlink, index, &v6); /* a host may have no IPv6 */
	if (write_at(AT_FDCWD, FORWARD, "1") < 0) {
		if (errno != EROFS && errno != EACCES && errno != EPERM)
			die("open", "cannot write " FORWARD);
		warn_line("cannot write %s: %s: guests reach nothing beyond"
			  " this host",
			FORWARD, strerror(errno));
	}
	if (link_set_up(netlink, index, true) < 0)
		netlink_die(netlink, "cannot bring '" BRIDGE "' up");
}

static unsigned int number_choose(
	const struct scene *scene, const struct veth *veth)
{
	/* The last address of a subnet is everybody's. */
	unsigned int last = (1U << (32 - veth->prefix)) - 2, number;

	for (number = FIRST_GUEST; number <= last; number++)
		if (!scene->taken[number])
			return number;
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "end some, or take a larger one: --subnet" },
		"all %u addresses of the subnet are taken", last - 1);
}

unsigned int bridge_join(struct netlink *netlink, struct veth *veth)
{
	static struct scene scene;
	bool was_router;

	scene_read(netlink, &scene);
	/* Or one whose maker was killed before it could write the alias. */
	if (!scene.bridge.index ||
		(is_own(&scene.bridge) && !*scene.bridge.alias)) {
		if (!veth->prefix)
			subnet_preset(veth);
		subnet_check(netlink, veth);
		if (!scene.bridge.index)
			bridge_make(netlink);
		scene_read(netlink, &scene);
		alias_write(netlink, &scene.bridge, veth, is_router());
	}
	was_router = subnet_adopt(&scene.bridge, veth);
	/* Every time: somebody may have flushed all rules meanwhile. */
	nat_create(veth, was_router);
	if (!(scene.bridge.flags & IFF_UP))
		bridge_furnish(netlink, veth, scene.bridge.index);
	veth->number = number_choose(&scene, veth);
	return scene.bridge.index;
}

void bridge_unplug(struct netlink *netlink, const struct veth *veth)
{
	/*
	 * The guest's namespace may have taken it along, and another start its
	 * name. An index is never given twice.
	 */
	if (veth->cable)
		link_delete(netlink, veth->cable);
}

bool bridge_leave(struct netlink *netlink)
{
	static struct scene scene;
	struct veth there;
	bool was_router;

	scene_read(netlink, &scene);
	if (scene.cables || !is_own(&scene.bridge))
		return !scene.cables;
	if (alias_read(&scene.bridge, &there, &was_router) && !was_router)
		write_at(AT_FDCWD, FORWARD, "0");
	nat_remove();
	link_delete(netlink, scene.bridge.index);
	return true;
}
