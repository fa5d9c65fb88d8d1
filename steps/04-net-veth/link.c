/* link.c - network interfaces, one request each. */
/* SPDX-License-Identifier: MIT */
#include "link.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ip.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <stdio.h>
#include <string.h>

#include "file.h"

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

void link_ignore_routers(const char *name)
{
	static const char *const settings[] = { "accept_ra", "autoconf",
		"accept_redirects" };
	char path[96];

	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/%s",
			name, settings[i]);
		write_at(AT_FDCWD, path, "0"); /* there may be no IPv6 */
	}
}

int link_delete(struct netlink *netlink, unsigned int index, const char *name)
{
	struct nlmsghdr *request = link_request(netlink, RTM_DELLINK, 0,
		&(struct ifinfomsg){ .ifi_index = (int)index });

	if (!index)
		mnl_attr_put_strz(request, IFLA_IFNAME, name);
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

int link_set_forward(struct netlink *netlink, unsigned int index, bool forward)
{
	struct nlmsghdr *request = link_request(netlink, RTM_SETLINK, 0,
		&(struct ifinfomsg){ .ifi_index = (int)index });
	struct nlattr *families, *family, *settings;

	families = mnl_attr_nest_start(request, IFLA_AF_SPEC);
	family = mnl_attr_nest_start(request, AF_INET);
	settings = mnl_attr_nest_start(request, IFLA_INET_CONF);
	mnl_attr_put_u32(request, IPV4_DEVCONF_FORWARDING, forward);
	mnl_attr_nest_end(request, settings);
	mnl_attr_nest_end(request, family);
	mnl_attr_nest_end(request, families);
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

/* The kernel tells all its IPv4 settings, an array without the number 0. */
static void forward_read(const struct nlattr *families, struct link *link)
{
	const struct nlattr *family, *settings;
	const uint32_t *values;

	mnl_attr_for_each_nested(family, families)
	{
		if (mnl_attr_get_type(family) != AF_INET)
			continue;
		mnl_attr_for_each_nested(settings, family)
		{
			if (mnl_attr_get_type(settings) != IFLA_INET_CONF)
				continue;
			values = mnl_attr_get_payload(settings);
			link->forward = values[IPV4_DEVCONF_FORWARDING - 1]
						? FORWARD_ON
						: FORWARD_OFF;
		}
	}
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

		if (type == IFLA_MASTER)
			link.master = mnl_attr_get_u32(attribute);
		if (type == IFLA_AF_SPEC)
			forward_read(attribute, &link);
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
