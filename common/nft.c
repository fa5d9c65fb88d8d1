/* nft.c - rules of nftables, in nft's own words. */
/* SPDX-License-Identifier: MIT */
#include "nft.h"

#include <errno.h>
#include <linux/netlink.h>
#include <nftables/libnftables.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "die.h"
#include "fd.h"

enum { SOCKETS = 2 }; /* one to talk by, one for the interfaces' names */

/* Where it lacks them, libnftables says so itself and ends the program. */
static bool is_there(void)
{
	int fds[SOCKETS], opened = 0;

	while (opened < SOCKETS) {
		fds[opened] = socket(
			AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
		if (fds[opened] < 0)
			break;
		opened++;
	}
	if (opened < SOCKETS && errno != EPROTONOSUPPORT &&
		errno != EAFNOSUPPORT)
		die("socket", "cannot open a netlink socket");
	for (int i = 0; i < opened; i++)
		close(fds[i]);
	return opened == SOCKETS;
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
	nft_ctx_buffer_output(nft); /* or "list" would print it */
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

void nft_close(void *given)
{
	nft_ctx_free(given);
}

/* libnftables has its socket for itself: it is known by what it is for. */
static bool is_netfilter(int fd)
{
	int domain = 0, protocol = 0;
	socklen_t size = sizeof(int);

	return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 &&
	       domain == AF_NETLINK &&
	       getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) == 0 &&
	       protocol == NETLINK_NETFILTER;
}

static void connection_keep(int fd, void *argument)
{
	(void)argument;
	if (is_netfilter(fd))
		fd_keep(fd);
}

static void connection_end(int fd, void *argument)
{
	(void)argument;
	if (is_netfilter(fd))
		close(fd);
}

void nft_keep(void)
{
	fd_each(connection_keep, NULL);
}

void nft_let_go(void)
{
	fd_each(connection_end, NULL);
}
