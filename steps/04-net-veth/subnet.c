/* subnet.c - the addresses of the guests, in a subnet that is nobody else's. */
/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdio.h>

#include "die.h"

#include "bridge.h"

/*
 * 10.118.83.0/24, 'v' and 'S', where nobody has asked for another; in a guest
 * of such a one, or where it is in use, one of those that follow.
 */
enum { FIRST_SUBNET = 10 << 24 | 'v' << 16 | 'S' << 8, MOST_SUBNETS = 16 };

struct address address_v4(const struct veth *veth, unsigned int number)
{
	return (struct address){ .family = AF_INET,
		.prefix = veth->prefix,
		.v4.s_addr = htonl(ntohl(veth->subnet.s_addr) + number) };
}

/*
 * A network that nobody else has: fd, "vessel" in ASCII, and a number, for a
 * launch in a guest is in another one than its host is. RFC 4193
 */
struct address address_v6(const struct veth *veth, unsigned int number)
{
	struct address address = { .family = AF_INET6,
		.prefix = 64,
		.v6.s6_addr = { 0xfd, 'v', 'e', 's', 's', 'e', 'l' } };
	uint32_t v4 = ntohl(veth->subnet.s_addr) ^ FIRST_SUBNET;

	address.v6.s6_addr[7] = (v4 >> 24 ^ v4 >> 16 ^ v4 >> 8) & 0xff;
	address.v6.s6_addr[14] = (unsigned char)(number >> 8);
	address.v6.s6_addr[15] = (unsigned char)number;
	return address;
}

/* A route to a part of the subnet, or to all of it and more. */
struct way {
	const struct veth *veth;
	unsigned int index; /* of its interface; 0: there is none */
};

/* What is shorter is somebody's way to half of the world, and not a network. */
enum { LEAST_NETWORK = 8 };

static void way_read(const struct nlmsghdr *message, void *argument)
{
	const struct rtmsg *header = mnl_nlmsg_get_payload(message);
	const struct nlattr *attribute;
	unsigned int prefix = header->rtm_dst_len, index = 0;
	struct way *way = argument;
	uint32_t network = 0, mask;

	mnl_attr_for_each(attribute, message, sizeof(*header))
	{
		if (mnl_attr_get_type(attribute) == RTA_OIF)
			index = mnl_attr_get_u32(attribute);
		if (mnl_attr_get_type(attribute) == RTA_DST)
			network = mnl_attr_get_u32(attribute);
	}
	if (prefix < LEAST_NETWORK || (header->rtm_type != RTN_UNICAST &&
					      header->rtm_type != RTN_LOCAL))
		return;
	/* Two networks have an address in common if the larger holds both. */
	if (prefix > way->veth->prefix)
		prefix = way->veth->prefix;
	mask = htonl(~0U << (32 - prefix));
	if ((network ^ way->veth->subnet.s_addr) & mask)
		return;
	way->index = index ? index : ~0U; /* several have none of their own */
}

/* The interface through which the host reaches some of it; 0: none. */
static unsigned int subnet_way(struct netlink *netlink, const struct veth *veth)
{
	struct nlmsghdr *request = netlink_request(netlink, RTM_GETROUTE, 0);
	struct rtmsg *header =
		mnl_nlmsg_put_extra_header(request, sizeof(*header));
	struct way way = { .veth = veth };

	header->rtm_family = AF_INET;
	if (netlink_list(netlink, way_read, &way) < 0)
		netlink_die(netlink, "cannot list routes");
	return way.index;
}

static _Noreturn void subnet_die(const struct veth *veth, unsigned int way)
{
	char subnet[INET_ADDRSTRLEN], name[IFNAMSIZ] = "?";

	inet_ntop(AF_INET, &veth->subnet, subnet, sizeof(subnet));
	if_indextoname(way, name);
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "take another one: --subnet A.B.C.D/N" },
		"the subnet %s/%u is in use: the host reaches it through '%s'",
		subnet, veth->prefix, name);
}

void subnet_choose(struct netlink *netlink, struct veth *veth)
{
	bool is_asked_for = veth->prefix;
	unsigned int way, number = 0;

	do {
		if (!is_asked_for) {
			veth->subnet.s_addr =
				htonl(FIRST_SUBNET + (number << 8));
			veth->prefix = 24;
		}
		way = subnet_way(netlink, veth);
	} while (way && !is_asked_for && ++number < MOST_SUBNETS);
	if (way)
		subnet_die(veth, way);
}
