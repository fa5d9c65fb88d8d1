/* link.c - network interfaces, addresses and routes, one request each. */
/* SPDX-License-Identifier: MIT */
#include "link.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <stdio.h>
#include <string.h>

/* A request about one interface. */
static struct nlmsghdr *link_request(struct netlink *netlink, uint16_t type,
	uint16_t flags, const struct ifinfomsg *about)
{
	struct nlmsghdr *request = netlink_request(netlink, type, flags);

	*(struct ifinfomsg *)mnl_nlmsg_put_extra_header(
		request, sizeof(*about)) = *about;
	return request;
}

int link_add_bridge(struct netlink *netlink, const char *name,
	const unsigned char mac[static 6])
{
	struct nlmsghdr *request = link_request(netlink, RTM_NEWLINK,
		NLM_F_CREATE | NLM_F_EXCL, &(struct ifinfomsg){ 0 });
	struct nlattr *info;

	mnl_attr_put_strz(request, IFLA_IFNAME, name);
	mnl_attr_put(request, IFLA_ADDRESS, 6, mac);
	info = mnl_attr_nest_start(request, IFLA_LINKINFO);
	mnl_attr_put_strz(request, IFLA_INFO_KIND, "bridge");
	mnl_attr_nest_end(request, info);
	return netlink_ask(netlink);
}

int link_add_veth(struct netlink *netlink, const char *name,
	unsigned int master, const char *peer, pid_t peer_pid)
{
	struct nlmsghdr *request =
		link_request(netlink, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL,
			&(struct ifinfomsg){
				.ifi_flags = IFF_UP, .ifi_change = IFF_UP });
	struct nlattr *info, *data, *end;

	mnl_attr_put_strz(request, IFLA_IFNAME, name);
	mnl_attr_put_u32(request, IFLA_MASTER, master);
	info = mnl_attr_nest_start(request, IFLA_LINKINFO);
	mnl_attr_put_strz(request, IFLA_INFO_KIND, "veth");
	data = mnl_attr_nest_start(request, IFLA_INFO_DATA);
	/* The other end is born where it belongs: nobody sees it pass. */
	end = mnl_attr_nest_start(request, VETH_INFO_PEER);
	mnl_nlmsg_put_extra_header(request, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(request, IFLA_IFNAME, peer);
	mnl_attr_put_u32(request, IFLA_NET_NS_PID, (uint32_t)peer_pid);
	mnl_attr_nest_end(request, end);
	mnl_attr_nest_end(request, data);
	mnl_attr_nest_end(request, info);
	return netlink_ask(netlink);
}

int link_delete(struct netlink *netlink, unsigned int index)
{
	link_request(netlink, RTM_DELLINK, 0,
		&(struct ifinfomsg){ .ifi_index = (int)index });
	return netlink_ask(netlink);
}

int link_set_alias(
	struct netlink *netlink, unsigned int index, const char *alias)
{
	struct nlmsghdr *request = link_request(netlink, RTM_SETLINK, 0,
		&(struct ifinfomsg){ .ifi_index = (int)index });

	mnl_attr_put_str(request, IFLA_IFALIAS, alias);
	return netlink_ask(netlink);
}

int link_set_up(struct netlink *netlink, unsigned int index, bool up)
{
	link_request(netlink, RTM_SETLINK, 0,
		&(struct ifinfomsg){ .ifi_index = (int)index,
			.ifi_flags = up ? IFF_UP : 0,
			.ifi_change = IFF_UP });
	return netlink_ask(netlink);
}

int link_move(struct netlink *netlink, unsigned int index, const char *name,
	int namespace)
{
	struct nlmsghdr *request = link_request(netlink, RTM_SETLINK, 0,
		&(struct ifinfomsg){ .ifi_index = (int)index });

	mnl_attr_put_u32(request, IFLA_NET_NS_FD, (uint32_t) namespace);
	mnl_attr_put_strz(request, IFLA_IFNAME, name);
	return netlink_ask(netlink);
}

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

struct wanted {
	link_each *each;
	void *argument;
};

static void link_read(const struct nlmsghdr *message, void *data)
{
	const struct ifinfomsg *header = mnl_nlmsg_get_payload(message);
	const struct wanted *wanted = data;
	struct link link = {
		.index = (unsigned int)header->ifi_index,
		.flags = header->ifi_flags,
	};
	const struct nlattr *attribute;

	mnl_attr_for_each(attribute, message, sizeof(*header))
	{
		int type = mnl_attr_get_type(attribute);

		if (type == IFLA_IFNAME)
			snprintf(link.name, sizeof(link.name), "%s",
				mnl_attr_get_str(attribute));
		if (type == IFLA_IFALIAS)
			snprintf(link.alias, sizeof(link.alias), "%s",
				mnl_attr_get_str(attribute));
		if (type == IFLA_ADDRESS &&
			mnl_attr_get_payload_len(attribute) == sizeof(link.mac))
			memcpy(link.mac, mnl_attr_get_payload(attribute),
				sizeof(link.mac));
	}
	wanted->each(&link, wanted->argument);
}

int links_list(struct netlink *netlink, link_each *each, void *argument)
{
	link_request(netlink, RTM_GETLINK, 0, &(struct ifinfomsg){ 0 });
	return netlink_list(
		netlink, link_read, &(struct wanted){ each, argument });
}

static void link_keep(const struct link *link, void *argument)
{
	*(struct link *)argument = *link;
}

int link_find(struct netlink *netlink, const char *name, struct link *link)
{
	struct nlmsghdr *request =
		link_request(netlink, RTM_GETLINK, 0, &(struct ifinfomsg){ 0 });

	mnl_attr_put_strz(request, IFLA_IFNAME, name);
	return netlink_get(
		netlink, link_read, &(struct wanted){ link_keep, link });
}
