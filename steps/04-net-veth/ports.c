/* ports.c - ports of the host that lead to the guest: --publish. */
/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "die.h"
#include "fd.h"
#include "file.h"
#include "nft.h"

#include "bridge.h"
#include "nat.h"

#define LOCALNET "/proc/sys/net/ipv4/conf/" BRIDGE "/route_localnet"

/*
 * After the guest's number and its cable's: the first is given again as soon as
 * the cable is gone, while the launcher before may still be tidying up.
 */
#define PORTS_TABLE "inet " BRIDGE "-%u-%u"

/* One rule a port and family, the same for what comes in and for our own. */
static void rules_print(FILE *file, const struct veth *veth)
{
	struct address v4 = address_v4(veth, veth->number);
	struct address v6 = address_v6(veth, veth->number);
	char guest[INET_ADDRSTRLEN], guest6[INET6_ADDRSTRLEN];
	char host[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &v4.v4, guest, sizeof(guest));
	inet_ntop(AF_INET6, &v6.v6, guest6, sizeof(guest6));
	for (size_t i = 0; i < veth->port_count; i++) {
		const struct port *port = &veth->ports[i];

		inet_ntop(AF_INET, &port->host_address, host, sizeof(host));
		if (port->host_address.s_addr)
			fprintf(file, "ip daddr %s ", host);
		fprintf(file,
			"meta nfproto ipv4 fib daddr type local %s dport %u"
			" dnat ip to %s:%u\n",
			port->protocol, port->host, guest, port->guest);
		if (port->host_address.s_addr)
			continue;
		fprintf(file,
			"ip6 daddr != ::1 fib daddr type local %s dport %u"
			" dnat ip6 to [%s]:%u\n",
			port->protocol, port->host, guest6, port->guest);
	}
}

/* The whole table as text, to be freed. */
static char *table_format(const struct veth *veth, const char *flags)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		die("malloc", "cannot keep the rules in memory");
	fprintf(file, "table " PORTS_TABLE " {\n%s" GUARD_LOCALHOST,
		veth->number, veth->cable, flags);
	fprintf(file, "chain in {\n"
		      "type nat hook prerouting priority dstnat\n");
	rules_print(file, veth);
	fprintf(file, "}\nchain own {\n"
		      "type nat hook output priority -100\n");
	rules_print(file, veth);
	fprintf(file, "}\n}\n");
	fclose(file);
	return text;
}

void ports_publish(struct veth *veth)
{
	const char *error;
	char *table;

	if (!veth->port_count)
		return;
	veth->owner = nft_open();
	if (!veth->owner)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"cannot publish ports: this kernel has no nf_tables");
	table = table_format(veth, "flags owner\n");
	error = nft_run(veth->owner, table);
	free(table);
	if (error) { /* before Linux 5.12: ports_close() takes it away */
		table = table_format(veth, "");
		error = nft_run(veth->owner, table);
		free(table);
	}
	if (error)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"cannot publish ports: nftables: %s", error);
	/* 127.0.0.1:8080 of the host leads there, too. See nat.c */
	if (write_at(AT_FDCWD, LOCALNET, "1") < 0)
		warn_line("cannot write " LOCALNET ": %s: ports are not"
			  " published on 127.0.0.1",
			strerror(errno));
}

void ports_close(struct veth *veth)
{
	char command[64];

	if (!veth->owner)
		return;
	snprintf(command, sizeof(command), "delete table " PORTS_TABLE "\n",
		veth->number, veth->cable);
	nft_run(veth->owner, command);
	nft_close(veth->owner);
	veth->owner = NULL;
}

void ports_keep(const struct veth *veth)
{
	for (size_t i = 0; i < veth->port_count; i++) {
		fd_keep(veth->ports[i].held);
		if (!veth->ports[i].host_address.s_addr)
			fd_keep(veth->ports[i].held6);
	}
	if (veth->owner)
		nft_keep();
}

/* We have just been started, and have opened none. */
static void number_release(int fd, void *argument)
{
	socklen_t size = sizeof(int);
	int domain = 0;

	(void)argument;
	if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 &&
		(domain == AF_INET || domain == AF_INET6))
		close(fd);
}

void ports_resume(struct veth *veth)
{
	nft_let_go();
	fd_each(number_release, NULL);
	if (veth->port_count)
		veth->owner = nft_open();
}
