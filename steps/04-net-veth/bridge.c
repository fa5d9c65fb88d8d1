/* bridge.c - the switch that all guests of this host hang on. */
/* SPDX-License-Identifier: MIT */
#include "bridge.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "die.h"

#include "nat.h"

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

static void bridge_make(struct netlink *netlink, struct link *bridge)
{
	unsigned char mac[6];

	if (getrandom(mac, sizeof(mac), 0) < 0)
		die("getrandom", "cannot choose an address for '" BRIDGE "'");
	memcpy(mac, own_mac, sizeof(own_mac));
	if (link_add_bridge(netlink, BRIDGE, mac) < 0 ||
		link_find(netlink, BRIDGE, bridge) < 0)
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

static int scene_read(struct netlink *netlink, struct scene *scene)
{
	memset(scene, 0, sizeof(*scene));
	return links_list(netlink, scene_add, scene);
}

/* All guests of a bridge are in one subnet: whoever came first chose it. */
static void subnet_adopt(
	const struct link *bridge, struct veth *veth, struct memory *memory)
{
	if (!is_own(bridge) || !alias_read(bridge, memory))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "it was not made here, so it is left"
				       " alone: rename it" },
			"there is an interface '" BRIDGE "' already");
	if (veth->prefix &&
		(veth->prefix != memory->prefix ||
			veth->subnet.s_addr != memory->subnet.s_addr))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "leave --subnet out, or end the other"
				       " guests first" },
			"the bridge '" BRIDGE "' has another subnet");
	veth->prefix = memory->prefix;
	veth->subnet = memory->subnet;
}

/* Every part of it may be there already, from a start that was killed. */
static void bridge_furnish(
	struct netlink *netlink, const struct veth *veth, unsigned int index)
{
	struct address v4 = address_v4(veth, BRIDGE_NUMBER);
	struct address v6 = address_v6(veth, BRIDGE_NUMBER);

	link_ignore_routers(BRIDGE);
	if (address_add(netlink, index, &v4) < 0)
		netlink_die(netlink, "cannot give '" BRIDGE "' an address");
	address_add(netlink, index, &v6); /* a host may have no IPv6 */
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
	struct memory memory = { 0 };

	if (scene_read(netlink, &scene) < 0)
		netlink_die(netlink, "cannot list the network interfaces");
	/* Or one whose maker was killed before it could write the alias. */
	if (!scene.bridge.index ||
		(is_own(&scene.bridge) && !*scene.bridge.alias)) {
		subnet_choose(netlink, veth);
		if (!scene.bridge.index)
			bridge_make(netlink, &scene.bridge);
		memory.subnet = veth->subnet;
		memory.prefix = veth->prefix;
		alias_write(netlink, &scene.bridge, &memory);
	}
	subnet_adopt(&scene.bridge, veth, &memory);
	forward_open(netlink, veth, &scene.bridge, &memory);
	if (!(scene.bridge.flags & IFF_UP))
		bridge_furnish(netlink, veth, scene.bridge.index);
	veth->number = number_choose(&scene, veth);
	return scene.bridge.index;
}

void bridge_unplug(struct netlink *netlink, const struct veth *veth)
{
	char name[IFNAMSIZ];

	/*
	 * The guest's namespace may have taken it along, and another start its
	 * name. An index is never given twice; and as long as we do not know
	 * it, we have the lock, and the name is ours.
	 */
	cable_name(name, veth->number);
	if (veth->number)
		link_delete(netlink, veth->cable, name);
}

/* Put back all that there was. The bridge is the last: it holds the memory. */
static bool bridge_dismantle(struct netlink *netlink, const struct link *bridge)
{
	struct memory memory = { 0 };

	alias_read(bridge, &memory);
	/* Down: whoever finds it knows that it has to be furnished again. */
	return link_set_up(netlink, bridge->index, false) == 0 &&
	       forward_close(netlink, &memory) == 0 && nat_remove() &&
	       link_delete(netlink, bridge->index, BRIDGE) == 0;
}

bool bridge_leave(struct netlink *netlink)
{
	static struct scene scene;
	bool is_read = scene_read(netlink, &scene) == 0;

	if (is_read && (scene.cables || !is_own(&scene.bridge)))
		return !scene.cables;
	if (is_read && bridge_dismantle(netlink, &scene.bridge))
		return true;
	warn_line("cannot remove '" BRIDGE "': %s: it stays until the next"
		  " guest ends",
		strerror(errno));
	return false;
}
