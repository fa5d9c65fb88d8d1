/* numbers.c - ports of the host are ours, as if we listened there. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "die.h"

#include "nat.h"

enum { PORT_TRIES = 16 }; /* of numbers that the kernel chooses */

static int number_hold(const struct port *port, int family)
{
	int type = !strcmp(port->protocol, "tcp") ? SOCK_STREAM : SOCK_DGRAM;
	struct sockaddr_in v4 = { .sin_family = AF_INET,
		.sin_port = htons(port->host),
		.sin_addr = port->host_address };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
		.sin6_port = htons(port->host) };
	bool is_v4 = family == AF_INET;
	int fd = socket(family, type | SOCK_CLOEXEC, 0), yes = 1, error;

	if (fd >= 0 && !is_v4) /* or it would be IPv4's number as well */
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof(yes));
	if (fd >= 0 && bind(fd, is_v4 ? (void *)&v4 : (void *)&v6,
			       is_v4 ? sizeof(v4) : sizeof(v6)) < 0) {
		error = errno;
		close(fd);
		errno = error;
		fd = -1;
	}
	return fd;
}

/* Its number on the host, for all families: 0, or -1 and errno. */
static int port_hold(struct port *port, bool *is_v6)
{
	struct sockaddr_in v4 = { 0 };
	socklen_t size = sizeof(v4);

	*is_v6 = false;
	port->held = number_hold(port, AF_INET);
	if (port->held < 0 || getsockname(port->held, (void *)&v4, &size) < 0)
		return -1;
	port->host = ntohs(v4.sin_port);
	*is_v6 = true;
	if (port->host_address.s_addr)
		return 0;
	port->held6 = number_hold(port, AF_INET6);
	/* A host without IPv6: nobody comes that way. */
	return port->held6 < 0 && errno != EAFNOSUPPORT ? -1 : 0;
}

/* Somebody may have for IPv6 what is free for IPv4. */
static void port_take(struct port *port)
{
	bool is_any = !port->host, is_v6;
	int tries = 0;

	while (port_hold(port, &is_v6) < 0) {
		if (!is_any || errno != EADDRINUSE || ++tries > PORT_TRIES)
			die("bind", "cannot publish port %u/%s of the host%s",
				port->host, port->protocol,
				is_v6 ? ", IPv6" : "");
		close(port->held);
		port->host = 0;
	}
}

static void free_take(struct veth *veth)
{
	for (size_t i = 0; i < veth->port_count; i++)
		if (!veth->ports[i].host)
			port_take(&veth->ports[i]);
}

/*
 * The rules win over whoever listens there, and would rob him silently. So we
 * take the number like a server, which fails if somebody has it: first those
 * that were asked for, or one that is chosen could be one of these.
 */
void ports_hold(struct veth *veth)
{
	for (size_t i = 0; i < veth->port_count; i++)
		if (veth->ports[i].host)
			port_take(&veth->ports[i]);
	free_take(veth);
}

/*
 * Who publishes them is another program, and takes them in a moment. Until all
 * are chosen, all are held; whether one can be had that was asked for, that
 * program says.
 */
void ports_choose(struct veth *veth)
{
	bool is_v6;

	for (size_t i = 0; i < veth->port_count; i++)
		if (veth->ports[i].host)
			port_hold(&veth->ports[i], &is_v6);
	free_take(veth);
	for (size_t i = 0; i < veth->port_count; i++) {
		struct port *port = &veth->ports[i];

		if (port->held >= 0)
			close(port->held);
		if (port->held6 >= 0)
			close(port->held6);
		port->held = port->held6 = -1;
	}
}
