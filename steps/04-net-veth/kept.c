/* kept.c - addresses and routes of an interface, to be given again. */
/* SPDX-License-Identifier: MIT */
#include "kept.h"

#include <errno.h>
#include <linux/rtnetlink.h>
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

static void route_keep(const struct nlmsghdr *message, void *argument)
{
	const struct rtmsg *header = mnl_nlmsg_get_payload(message);
	const struct nlattr *attribute;
	struct kept *kept = argument;

	/* The kernel's own come with the addresses. */
	if (header->rtm_protocol == RTPROT_KERNEL ||
		header->rtm_table != RT_TABLE_MAIN)
		return;
	mnl_attr_for_each(attribute, message, sizeof(*header))
	{
		if (mnl_attr_get_type(attribute) == RTA_OIF &&
			mnl_attr_get_u32(attribute) == kept->index)
			message_keep(kept, message);
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

/* Let `message` be about the interface that has `index`. */
static void index_replace(struct nlmsghdr *message, unsigned int index)
{
	struct ifaddrmsg *header = mnl_nlmsg_get_payload(message);
	struct nlattr *attribute;

	if (message->nlmsg_type == RTM_NEWADDR) {
		header->ifa_index = index;
		return;
	}
	mnl_attr_for_each(attribute, message, sizeof(struct rtmsg))
	{
		if (mnl_attr_get_type(attribute) == RTA_OIF)
			*(uint32_t *)mnl_attr_get_payload(attribute) = index;
	}
}

void kept_write(struct netlink *netlink, const struct kept *kept,
	const struct link *link)
{
	for (size_t i = 0; i < kept->count; i++) {
		const struct nlmsghdr *message = kept->messages[i];
		struct nlmsghdr *request = netlink_request(netlink,
			message->nlmsg_type, NLM_F_CREATE | NLM_F_REPLACE);

		memcpy(mnl_nlmsg_get_payload(request),
			mnl_nlmsg_get_payload(message),
			message->nlmsg_len - MNL_NLMSG_HDRLEN);
		request->nlmsg_len = message->nlmsg_len;
		index_replace(request, link->index);
		if (netlink_ask(netlink) < 0)
			warn_line("cannot give '%s' an address or route that"
				  " it had: %s",
				link->name, strerror(errno));
	}
}
