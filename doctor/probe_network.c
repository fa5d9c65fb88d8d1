/* probe_network.c - links and NAT in a network namespace of one's own. */
/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/if_link.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <unistd.h>

#include "netlink.h"

static int own_network(void)
{
	return unshare(CLONE_NEWNET) < 0 ? probe_failed("unshare") : 0;
}

static int try_loopback(const struct probe *probe)
{
	struct ifinfomsg link = {
		.ifi_index = 1, .ifi_flags = IFF_UP, .ifi_change = IFF_UP
	};
	struct request request = { .length = 0 };

	(void)probe;
	if (own_network() < 0)
		return -1;
	request_message(&request, RTM_NEWLINK, NLM_F_ACK, &link, sizeof(link));
	if (request_send(&request, NETLINK_ROUTE) < 0)
		return probe_failed("RTM_NEWLINK lo up");
	return 0;
}

/* A link of the kind `text`; a veth has a second end. veth(4) */
static int try_link(const struct probe *probe)
{
	struct ifinfomsg link = { .ifi_family = 0 };
	struct request request = { .length = 0 };
	size_t info, data, peer;

	if (own_network() < 0)
		return -1;
	request_message(&request, RTM_NEWLINK,
		NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, &link, sizeof(link));
	request_string(&request, IFLA_IFNAME, "doctor0");
	info = request_attribute(&request, IFLA_LINKINFO, NULL, 0);
	request_string(&request, IFLA_INFO_KIND, probe->text);
	if (probe->argument) {
		data = request_attribute(&request, IFLA_INFO_DATA, NULL, 0);
		peer = request_attribute(
			&request, VETH_INFO_PEER, &link, sizeof(link));
		request_string(&request, IFLA_IFNAME, "doctor1");
		request_end(&request, peer);
		request_end(&request, data);
	}
	request_end(&request, info);
	if (request_send(&request, NETLINK_ROUTE) < 0)
		return probe_failed("RTM_NEWLINK");
	return 0;
}

/* nf_tables takes messages in batches only: all or nothing. */
static void batch(struct request *request, int type)
{
	struct nfgenmsg header = { .res_id = htons(NFNL_SUBSYS_NFTABLES) };

	request_message(request, type, 0, &header, sizeof(header));
}

static void table_message(struct request *request, int type, int flags)
{
	struct nfgenmsg header = { .nfgen_family = NFPROTO_IPV4 };

	request_message(request, NFNL_SUBSYS_NFTABLES << 8 | type,
		NLM_F_CREATE | flags, &header, sizeof(header));
}

/* A table with a NAT chain, as a guest's way to the world begins. */
static int try_nftables(const struct probe *probe)
{
	uint32_t hook = htonl(NF_INET_POST_ROUTING), priority = htonl(100);
	struct request request = { .length = 0 };
	size_t nest;

	(void)probe;
	if (own_network() < 0)
		return -1;
	batch(&request, NFNL_MSG_BATCH_BEGIN);
	table_message(&request, NFT_MSG_NEWTABLE, 0);
	request_string(&request, NFTA_TABLE_NAME, "doctor");
	table_message(&request, NFT_MSG_NEWCHAIN, NLM_F_ACK);
	request_string(&request, NFTA_CHAIN_TABLE, "doctor");
	request_string(&request, NFTA_CHAIN_NAME, "nat");
	nest = request_attribute(
		&request, NLA_F_NESTED | NFTA_CHAIN_HOOK, NULL, 0);
	request_attribute(&request, NFTA_HOOK_HOOKNUM, &hook, 4);
	request_attribute(&request, NFTA_HOOK_PRIORITY, &priority, 4);
	request_end(&request, nest);
	request_string(&request, NFTA_CHAIN_TYPE, "nat");
	batch(&request, NFNL_MSG_BATCH_END);
	if (request_send(&request, NETLINK_NETFILTER) < 0)
		return probe_failed("NFT_MSG_NEWCHAIN nat");
	return 0;
}

int try_tun(const struct probe *probe)
{
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	(void)probe;
	if (fd < 0 && errno == ENOENT)
		errno = ENODEV; /* what is missing is no program */
	if (fd < 0)
		return probe_failed("open /dev/net/tun");
	close(fd);
	return 0;
}

const struct probe probes_network[] = {
	{ "loopback", AS_ROOT, try_loopback, .capability = CAP_NET_ADMIN },
	{ "veth", AS_ROOT, try_link, 1, "veth", .capability = CAP_NET_ADMIN,
		.module = "veth" },
	{ "bridge", AS_ROOT, try_link, 0, "bridge", .capability = CAP_NET_ADMIN,
		.module = "bridge" },
	{ "nf_tables", AS_ROOT, try_nftables, .capability = CAP_NET_ADMIN,
		.module = "nft_chain_nat" },
	{ "tun", AS_USER, try_tun, .module = "tun" },
	{ 0 },
};
