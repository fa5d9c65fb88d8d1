/* kept.c - addresses and routes of an interface, to be given again. */
/* SPDX-License-Identifier: MIT */
#include "kept.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"

static void message_keep(struct kept *kept, const struct nlmsghdr *message)
{
	struct nlmsghdr *copy;

	if (kept->count == MOST_KEPT)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"more than %d addresses and routes to keep", MOST_KEPT);
	copy = malloc(message->nlmsg_len);
	if (!copy)
		die("malloc", "cannot keep an address in memory");
	memcpy(copy, message, message->nlmsg_len);
	kept->messages[kept->count++] = copy;
}

static void address_keep(const struct nlmsghdr *message, void *argument)
{
	const struct ifaddrmsg *header = mnl_nlmsg_get_payload(message);
	struct kept *kept = argument;

	/* A link-local address is made anew wherever the interface goes. */
	if (header->ifa_index == kept->index &&
		!(header->ifa_family == AF_INET6 &&
			header->ifa_scope == RT_SCOPE_LINK))
		message_keep(kept, message);
}

/* What would not come back whole is not lent at all. */
static _Noreturn void route_refuse(void)
{
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "see 'ip route show table all': take that one"
			       " out first" },
		"a route leads through this interface and through others");
}

static bool is_through(const struct nlattr *several, unsigned int index)
{
	const struct rtnexthop *hop = mnl_attr_get_payload(several);
	int length = mnl_attr_get_payload_len(several);

	for (; RTNH_OK(hop, length); hop = RTNH_NEXT(hop)) {
		if ((unsigned int)hop->rtnh_ifindex == index)
			return true;
		length -= RTNH_ALIGN(hop->rtnh_len);
	}
	return false;
}

static void route_keep(const struct nlmsghdr *message, void *argument)
{
	const struct rtmsg *header = mnl_nlmsg_get_payload(message);
	const struct nlattr *attribute;
	struct kept *kept = argument;

	/* The kernel's own come with the addresses. */
	if (header->rtm_protocol == RTPROT_KERNEL ||
		header->rtm_table == RT_TABLE_LOCAL)
		return;
	mnl_attr_for_each(attribute, message, sizeof(*header))
	{
		int type = mnl_attr_get_type(attribute);

		if (type == RTA_OIF &&
			mnl_attr_get_u32(attribute) == kept->index)
			message_keep(kept, message);
		if (type == RTA_MULTIPATH && is_through(attribute, kept->index))
			route_refuse();
	}
}

void kept_read(
	struct netlink *netlink, const struct link *link, struct kept *kept)
{
	struct nlmsghdr *request;

	kept->index = link->index;
	request = netlink_request(netlink, RTM_GETADDR, 0);
	mnl_nlmsg_put_extra_header(request, sizeof(struct ifaddrmsg));
	if (netlink_list(netlink, address_keep, kept) < 0)
		netlink_die(netlink, "cannot list addresses");
	request = netlink_request(netlink, RTM_GETROUTE, 0);
	mnl_nlmsg_put_extra_header(request, sizeof(struct rtmsg));
	if (netlink_list(netlink, route_keep, kept) < 0)
		netlink_die(netlink, "cannot list routes");
}

/* Let `message` be about the interface that has `index`, and may be up. */
static void message_adapt(struct nlmsghdr *message, unsigned int index)
{
	struct ifaddrmsg *address = mnl_nlmsg_get_payload(message);
	struct rtmsg *route = mnl_nlmsg_get_payload(message);
	struct nlattr *attribute;

	if (message->nlmsg_type == RTM_NEWADDR) {
		message->nlmsg_flags |= NLM_F_REPLACE;
		address->ifa_index = index;
		return;
	}
	/* Beside one that somebody has made meanwhile, not in its place. */
	message->nlmsg_flags |= NLM_F_APPEND;
	route->rtm_flags &= RTNH_F_ONLINK; /* others tell, and cannot be set */
	mnl_attr_for_each(attribute, message, sizeof(*route))
	{
		if (mnl_attr_get_type(attribute) == RTA_OIF)
			*(uint32_t *)mnl_attr_get_payload(attribute) = index;
	}
}

static int message_write(struct netlink *netlink,
	const struct nlmsghdr *message, unsigned int index)
{
	struct nlmsghdr *request =
		netlink_request(netlink, message->nlmsg_type, NLM_F_CREATE);

	memcpy(mnl_nlmsg_get_payload(request), mnl_nlmsg_get_payload(message),
		message->nlmsg_len - MNL_NLMSG_HDRLEN);
	request->nlmsg_len = message->nlmsg_len;
	message_adapt(request, index);
	if (netlink_ask(netlink) < 0 && errno != EEXIST)
		return -1;
	return 0;
}

void kept_write(struct netlink *netlink, const struct kept *kept,
	const struct link *link)
{
	bool written[MOST_KEPT] = { false };
	size_t left = kept->count, before;

	/* A gateway may want a route that comes later: while it helps. */
	do {
		before = left;
		for (size_t i = 0; i < kept->count; i++) {
			if (written[i] ||
				message_write(netlink, kept->messages[i],
					link->index) < 0)
				continue;
			written[i] = true;
			left--;
		}
	} while (left && left < before);
	if (left)
		warn_line("cannot give '%s' %zu of the addresses and routes"
			  " that it had: %s",
			link->name, left, strerror(errno));
}
