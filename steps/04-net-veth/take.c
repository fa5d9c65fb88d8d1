/* take.c - what a person says of the network: --net, --publish and others. */
/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nearest.h"
#include "number.h"

#include "shared.h"
#include "veth.h"

void veth_take_net(const struct option_row *option, const char *value)
{
	static const char *const modes[] = {
		[NET_BRIDGE] = "bridge",
		[NET_NONE] = "none",
		[NET_HOST] = "host",
	};
	static const char interface[] = "interface:";
	struct veth *veth = option->target;
	const char *meant;

	for (size_t i = 0; i < 3; i++)
		if (!strcmp(value, modes[i])) {
			veth->mode = i;
			veth->wants_bridge = i == NET_BRIDGE;
			return;
		}
	veth->wants_pasta = !strcmp(value, "pasta");
	if (veth->wants_pasta) {
		veth->mode = NET_USERMODE;
		return;
	}
	if (!strncmp(value, interface, strlen(interface))) {
		veth->mode = NET_INTERFACE;
		veth->interface = value + strlen(interface);
		if (!*veth->interface || strlen(veth->interface) >= IFNAMSIZ)
			options_refuse("'--net %s': the name of an interface"
				       " has 1 to %d characters",
				value, IFNAMSIZ - 1);
		return;
	}
	veth->shared = shared_take(veth, value);
	if (veth->shared) {
		veth->mode = NET_SHARED;
		return;
	}
	meant = nearest(value, modes, 3);
	options_refuse("'--net %s': there are bridge, none, host, pasta,"
		       " interface:NAME, container:%s and ns:FILE%s%s%s",
		value, veth->by_name ? "NAME" : "PID",
		meant ? "; did you mean '" : "", meant ? meant : "",
		meant ? "'?" : "");
}

/* Neither "this network", nor lo's, link-local, multicast or reserved. */
static bool is_for_hosts(struct in_addr subnet)
{
	uint32_t first = ntohl(subnet.s_addr);

	return first >> 24 != 0 && first >> 24 != 127 &&
	       first >> 16 != 0xa9fe && first >> 24 < 224; /* RFC 6890 */
}

void veth_take_subnet(const struct option_row *option, const char *value)
{
	struct veth *veth = option->target;
	char address[INET_ADDRSTRLEN];
	const char *slash = strchr(value, '/');
	unsigned long prefix;
	uint32_t mask;

	if (!slash || slash - value >= INET_ADDRSTRLEN ||
		number_read(slash + 1, LEAST_PREFIX, MOST_PREFIX, &prefix) < 0)
		options_refuse("'--subnet %s' is not A.B.C.D/N with N from 16"
			       " to 30",
			value);
	snprintf(address, sizeof(address), "%.*s", (int)(slash - value), value);
	if (inet_pton(AF_INET, address, &veth->subnet) != 1)
		options_refuse("'--subnet %s': '%s' is no IPv4 address", value,
			address);
	mask = htonl(~0U << (32 - prefix));
	if (veth->subnet.s_addr & ~mask)
		options_refuse("'--subnet %s': the address has bits behind the"
			       " first %lu",
			value, prefix);
	if (!is_for_hosts(veth->subnet))
		options_refuse("'--subnet %s': no guest can have these: take"
			       " some of 10.0.0.0/8",
			value);
	veth->prefix = (unsigned int)prefix;
}

void veth_take_dns(const struct option_row *option, const char *value)
{
	struct veth *veth = option->target;
	struct in6_addr address;

	if (inet_pton(AF_INET, value, &address) != 1 &&
		inet_pton(AF_INET6, value, &address) != 1)
		options_refuse("'--dns %s' is no address", value);
	if (veth->server_count == MOST_SERVERS) /* resolv.conf(5) */
		options_refuse("more than %d name servers", MOST_SERVERS);
	veth->servers[veth->server_count++] = value;
}

/* Docker takes a colon and an equals sign. */
void veth_take_add_host(const struct option_row *option, const char *value)
{
	struct veth *veth = option->target;
	size_t length = strcspn(value, ":=");
	const char *address = value + length + 1;
	struct in6_addr parsed;

	if (!length || !value[length] || value[strcspn(value, " \t\n#")])
		options_refuse(
			"'--%s %s' is not NAME:ADDRESS", option->name, value);
	if (strcmp(address, "host-gateway") &&
		inet_pton(AF_INET, address, &parsed) != 1 &&
		inet_pton(AF_INET6, address, &parsed) != 1)
		options_refuse("'--%s %s': '%s' is no address", option->name,
			value, address);
	if (veth->other_count == MOST_OTHERS)
		options_refuse(
			"more than %d of --%s", MOST_OTHERS, option->name);
	veth->others[veth->other_count++] = value;
}
