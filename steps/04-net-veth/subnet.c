/* subnet.c - the addresses of the guests, in a subnet that is nobody else's. */
/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <stdio.h>

#include "die.h"

#include "bridge.h"

struct address address_v4(const struct veth *veth, unsigned int number)
{
	return (struct address){ .family = AF_INET,
		.prefix = veth->prefix,
		.v4.s_addr = htonl(ntohl(veth->subnet.s_addr) + number) };
}

/* A network that nobody else has: fd, then "vessel" in ASCII. RFC 4193 */
struct address address_v6(unsigned int number)
{
	struct address address = { .family = AF_INET6,
		.prefix = 64,
		.v6.s6_addr = { 0xfd, 'v', 'e', 's', 's', 'e', 'l' } };

	address.v6.s6_addr[14] = (unsigned char)(number >> 8);
	address.v6.s6_addr[15] = (unsigned char)number;
	return address;
}

void subnet_preset(struct veth *veth)
{
	inet_pton(AF_INET, "10.118.83.0", &veth->subnet); /* 'v', 'S' */
	veth->prefix = 24;
}

struct way {
	unsigned int prefix, index;
};

static void way_read(const struct nlmsghdr *message, void *argument)
{
	const struct rtmsg *header = mnl_nlmsg_get_payload(message);
	struct way *way = argument;
	const struct nlattr *attribute;

	way->prefix = header->rtm_dst_len;
	mnl_attr_for_each(attribute, message, sizeof(*header))
	{
		if (mnl_attr_get_type(attribute) == RTA_OIF)
			way->index = mnl_attr_get_u32(attribute);
	}
}

void subnet_check(struct netlink *netlink, const struct veth *veth)
{
	struct nlmsghdr *request = netlink_request(netlink, RTM_GETROUTE, 0);
	struct rtmsg *header =
		mnl_nlmsg_put_extra_header(request, sizeof(*header));
	char subnet[INET_ADDRSTRLEN], name[IFNAMSIZ] = "?";
	struct address first = address_v4(veth, 1);
	struct way way = { 0 };

	header->rtm_family = AF_INET;
	header->rtm_dst_len = 32;
	header->rtm_flags = RTM_F_FIB_MATCH; /* the route, not its use */
	mnl_attr_put_u32(request, RTA_DST, first.v4.s_addr);
	/* No way at all, or just the one to everywhere: nobody has it. */
	if (netlink_get(netlink, way_read, &way) < 0 || way.prefix == 0)
		return;
	inet_ntop(AF_INET, &veth->subnet, subnet, sizeof(subnet));
	if_indextoname(way.index, name);
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "take another one: --subnet A.B.C.D/N" },
		"the subnet %s/%u is in use: the host reaches it through '%s'",
		subnet, veth->prefix, name);
}
