/* bridge.c - the switch that all guests of this host hang on. */
/* SPDX-License-Identifier: MIT */
#include "bridge.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

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

/*
 * What the last guest has to put back stands where the bridge is, and goes
 * when it goes: in its alias. "vessel: 10.0.0.0/24, ip_forward was 0"
 */
static void memory_write(
	struct netlink *netlink, struct scene *scene, const struct veth *veth)
{
	char forward[16] = "1", subnet[INET_ADDRSTRLEN];

	read_at(AT_FDCWD, FORWARD, forward, sizeof(forward));
	inet_ntop(AF_INET, &veth->subnet, subnet, sizeof(subnet));
	snprintf(scene->bridge.alias, sizeof(scene->bridge.alias),
		"vessel: %s/%u, ip_forward was %c", subnet, veth->prefix,
		*forward);
	if (link_set_alias(netlink, scene->bridge.index, scene->bridge.alias) <
		0)
		netlink_die(netlink, "cannot write the alias of '" BRIDGE "'");
}

/* Is it a bridge of ours? Then what the alias says, in its three parts. */
static bool memory_read(
	const struct link *bridge, struct veth *veth, char *forward)
{
	char subnet[INET_ADDRSTRLEN];

	return sscanf(bridge->alias, "vessel: %15[0-9.]/%u, ip_forward was %c",
		       subnet, &veth->prefix, forward) == 3 &&
	       inet_pton(AF_INET, subnet, &veth->subnet) == 1;
}

/*
 * All guests of a bridge are in one subnet, whoever came first chose it.
 * Returns whether the host was a router before the bridge came.
 */
static bool subnet_adopt(const struct link *bridge, struct veth *veth)
{
	struct veth there = { 0 };
	char forward;

	if (!memory_read(bridge, &there, &forward))
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
	return forward != '0';
}

/* Every part of it may be there already, from a start that was killed. */
static void bridge_furnish(struct netlink *netlink, const struct veth *veth,
	unsigned int index, bool was_router)
{
	struct address v4 = address_v4(veth, BRIDGE_NUMBER);
	struct address v6 = address_v6(BRIDGE_NUMBER);

	if (address_add(netlink, index, &v4) < 0)
		netlink_die(netlink, "cannot give '" BRIDGE "' an address");
	address_add(netlink, index, &v6); /* a host may have no IPv6 */
	nat_create(veth, was_router);
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
	if (!scene.bridge.index) {
		if (!veth->prefix)
			subnet_preset(veth);
		subnet_check(netlink, veth);
		if (link_add_bridge(netlink, BRIDGE) < 0)
			netlink_die(netlink, "cannot make '" BRIDGE "'");
		scene_read(netlink, &scene);
	}
	if (!*scene.bridge.alias && !(scene.bridge.flags & IFF_UP))
		memory_write(netlink, &scene, veth);
	was_router = subnet_adopt(&scene.bridge, veth);
	if (!(scene.bridge.flags & IFF_UP))
		bridge_furnish(netlink, veth, scene.bridge.index, was_router);
	veth->number = number_choose(&scene, veth);
	return scene.bridge.index;
}

void bridge_leave(struct netlink *netlink, const struct veth *veth)
{
	static struct scene scene;
	struct veth there;
	char forward;

	/*
	 * The guest's namespace may have taken it along, and another start its
	 * name. An index is never given twice.
	 */
	if (veth->cable)
		link_delete(netlink, veth->cable);
	scene_read(netlink, &scene);
	if (scene.cables || !memory_read(&scene.bridge, &there, &forward))
		return;
	if (forward == '0')
		write_at(AT_FDCWD, FORWARD, "0");
	nat_remove();
	link_delete(netlink, scene.bridge.index);
}
