/* nat.c - the way out of the bridge, and published ports: nftables. */
/* SPDX-License-Identifier: MIT */
#include "nat.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/socket.h>

#include "die.h"
#include "nft.h"

#include "bridge.h"

#define TABLE "inet " BRIDGE

/* A table that is there already is replaced in the same transaction. */
static const char nat_rules[] =
	"add table " TABLE "\n"
	"delete table " TABLE "\n"
	"table " TABLE " {\n"
	" chain out {\n"
	"  type nat hook postrouting priority srcnat\n"
	"  ip saddr %1$s/%2$u oifname != \"" BRIDGE "\" masquerade\n"
	"  ip6 saddr %3$s/64 oifname != \"" BRIDGE "\" masquerade\n"
	/* A guest that calls its own published port calls through us. */
	"  ip saddr %1$s/%2$u oifname \"" BRIDGE "\""
	" ct status dnat masquerade\n"
	"  ip saddr 127.0.0.0/8 oifname \"" BRIDGE "\" masquerade\n"
	" }\n" GUARD_LOCALHOST
	/* From beyond one comes to published ports, and to nothing else. */
	" chain forward {\n"
	"  type filter hook forward priority filter\n"
	"  iifname \"" BRIDGE "\" accept\n"
	"  oifname \"" BRIDGE "\" ct state established,related accept\n"
	"  oifname \"" BRIDGE "\" ct status dnat accept\n"
	"  oifname \"" BRIDGE "\" drop\n"
	"  %4$s\n"
	" }\n"
	"}\n";

/* "iif { 2, 3 }", by numbers: an interface may be called like a pattern. */
static void drop_print(char *text, const struct memory *memory)
{
	char *end = text;

	*text = '\0';
	for (size_t i = 0; i < memory->count; i++)
		end += sprintf(end, "%s%u",
			i ? ", " : "meta nfproto ipv4 iif { ", memory->off[i]);
	if (memory->count)
		sprintf(end, " } drop");
}

bool nat_create(const struct veth *veth, const struct memory *memory)
{
	struct address v6 = address_v6(veth, 0);
	char subnet[INET_ADDRSTRLEN], subnet6[INET6_ADDRSTRLEN];
	char drop[64 + 16 * MOST_OFF], rules[sizeof(nat_rules) + 512];
	const char *error;

	inet_ntop(AF_INET, &veth->subnet, subnet, sizeof(subnet));
	inet_ntop(AF_INET6, &v6.v6, subnet6, sizeof(subnet6));
	drop_print(drop, memory);
	snprintf(rules, sizeof(rules), nat_rules, subnet, veth->prefix, subnet6,
		drop);
	error = nft_run(NULL, rules);
	if (error)
		warn_line("no NAT (%s): guests reach nothing beyond this host",
			error);
	return !error;
}

bool nat_remove(void)
{
	/* It may never have been there: gone is what cannot be listed. */
	return !nft_run(NULL, "delete table " TABLE "\n") ||
	       nft_run(NULL, "list table " TABLE "\n");
}
