/* alias.c - what is remembered of the host, beside the bridge. */
/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <stdio.h>

#include "bridge.h"

#define FORMAT "vessel: %s/%u, forwarding was off:"
#define FORMAT_READ "vessel: %15[0-9.]/%u, forwarding was off:"

void alias_write(struct netlink *netlink, struct link *bridge,
	const struct memory *memory)
{
	char subnet[INET_ADDRSTRLEN];
	int length;

	inet_ntop(AF_INET, &memory->subnet, subnet, sizeof(subnet));
	length = sprintf(bridge->alias, FORMAT, subnet, memory->prefix);
	for (size_t i = 0; i < memory->count; i++)
		length +=
			sprintf(bridge->alias + length, " %u", memory->off[i]);
	if (link_set_alias(netlink, bridge->index, bridge->alias) < 0)
		netlink_die(netlink, "cannot write the alias of '" BRIDGE "'");
}

bool alias_read(const struct link *bridge, struct memory *memory)
{
	char subnet[INET_ADDRSTRLEN];
	int at = 0, length;

	if (sscanf(bridge->alias, FORMAT_READ "%n", subnet, &memory->prefix,
		    &at) != 2 ||
		!at)
		return false;
	for (memory->count = 0; memory->count < MOST_OFF; memory->count++) {
		if (sscanf(bridge->alias + at, "%u%n",
			    &memory->off[memory->count], &length) != 1)
			break;
		at += length;
	}
	return memory->prefix >= LEAST_PREFIX &&
	       memory->prefix <= MOST_PREFIX &&
	       inet_pton(AF_INET, subnet, &memory->subnet) == 1;
}
