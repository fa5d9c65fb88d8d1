/* alias.c - what is remembered of the guests' network, beside the bridge. */
/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <stdio.h>

#include "bridge.h"

void alias_write(struct netlink *netlink, struct link *bridge,
	const struct veth *veth, bool was_router)
{
	char subnet[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &veth->subnet, subnet, sizeof(subnet));
	snprintf(bridge->alias, sizeof(bridge->alias),
		"vessel: %s/%u, ip_forward was %d", subnet, veth->prefix,
		was_router);
	if (link_set_alias(netlink, bridge->index, bridge->alias) < 0)
		netlink_die(netlink, "cannot write the alias of '" BRIDGE "'");
}

bool alias_read(const struct link *bridge, struct veth *veth, bool *was_router)
{
	char subnet[INET_ADDRSTRLEN];
	int forward;

	if (sscanf(bridge->alias, "vessel: %15[0-9.]/%u, ip_forward was %d",
		    subnet, &veth->prefix, &forward) != 3)
		return false;
	*was_router = forward != 0;
	return veth->prefix >= LEAST_PREFIX && veth->prefix <= MOST_PREFIX &&
	       inet_pton(AF_INET, subnet, &veth->subnet) == 1;
}
