/* nat.c - the way out of the bridge, and published ports: nftables. */
/* SPDX-License-Identifier: MIT */
#include "nat.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <nftables/libnftables.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "die.h"

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
	"  ct state established,related accept\n"
	"  oifname \"" BRIDGE "\" ct status dnat accept\n"
	"  oifname \"" BRIDGE "\" drop\n"
	"  %4$s\n"
	" }\n"
	"}\n";

/* libnftables ends the program where the kernel lacks what it needs. */
static bool is_there(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);

	if (fd < 0 && errno != EPROTONOSUPPORT && errno != EAFNOSUPPORT)
		die("socket", "cannot open a netlink socket");
	if (fd < 0)
		return false;
	close(fd);
	return true;
}

void *nft_open(void)
{
	return is_there() ? nft_ctx_new(NFT_CTX_DEFAULT) : NULL;
}

const char *nft_run(void *given, const char *commands)
{
	static char error[256];
	struct nft_ctx *nft = given ? given : nft_open();

	if (!nft)
		return "this kernel has no nf_tables";
	nft_ctx_buffer_error(nft);
	*error = '\0';
	if (nft_run_cmd_from_buffer(nft, commands) < 0) {
		snprintf(error, sizeof(error), "%s",
			nft_ctx_get_error_buffer(nft));
		error[strcspn(error, "\n")] = '\0';
	}
	if (!given)
		nft_ctx_free(nft);
	return *error ? error : NULL;
}

void nat_create(const struct veth *veth, bool was_router)
{
	struct address v6 = address_v6(0);
	char subnet[INET_ADDRSTRLEN], subnet6[INET6_ADDRSTRLEN];
	char rules[sizeof(nat_rules) + 256];
	const char *error;

	inet_ntop(AF_INET, &veth->subnet, subnet, sizeof(subnet));
	inet_ntop(AF_INET6, &v6.v6, subnet6, sizeof(subnet6));
	snprintf(rules, sizeof(rules), nat_rules, subnet, veth->prefix, subnet6,
		was_router ? "" : "drop");
	error = nft_run(NULL, rules);
	if (error)
		warn_line("no NAT (%s): guests reach nothing beyond this host",
			error);
}

void nat_remove(void)
{
	nft_run(NULL, "delete table " TABLE "\n");
}
