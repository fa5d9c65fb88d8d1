/* address.c - addresses and routes of an interface, one request each. */
/* SPDX-License-Identifier: MIT */
#include <linux/rtnetlink.h>

#include "link.h"

int address_add(struct netlink *netlink, unsigned int index,
	const struct address *address)
{
	struct nlmsghdr *request = netlink_request(
		netlink, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE);
	struct ifaddrmsg *header =
		mnl_nlmsg_put_extra_header(request, sizeof(*header));
	size_t size = address->family == AF_INET ? 4 : 16;

	header->ifa_family = (unsigned char)address->family;
	header->ifa_prefixlen = (unsigned char)address->prefix;
	header->ifa_index = index;
	if (address->family == AF_INET6)
		header->ifa_flags = IFA_F_NODAD; /* leases are ours: no wait */
	mnl_attr_put(request, IFA_LOCAL, size, &address->v4);
	mnl_attr_put(request, IFA_ADDRESS, size, &address->v4);
	return netlink_ask(netlink);
}

int route_add_default(struct netlink *netlink, const struct address *gateway)
{
	struct nlmsghdr *request = netlink_request(
		netlink, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
	struct rtmsg *header =
		mnl_nlmsg_put_extra_header(request, sizeof(*header));

	*header = (struct rtmsg){
		.rtm_family = (unsigned char)gateway->family,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_BOOT,
		.rtm_scope = RT_SCOPE_UNIVERSE,
		.rtm_type = RTN_UNICAST,
	};
	mnl_attr_put(request, RTA_GATEWAY, gateway->family == AF_INET ? 4 : 16,
		&gateway->v4);
	return netlink_ask(netlink);
}
