/* network.c - what capabilities open with sockets. */
/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "caps-try.h"

int try_net_bind_service(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(80),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return result_past(
		bind(fd, (struct sockaddr *)&address, sizeof(address)),
		EADDRINUSE);
}

int try_net_broadcast(void)
{
	return cannot_tell("it opens nothing: no kernel asks for it");
}

/* As it is already: that is asked for all the same. */
int try_net_admin(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (ioctl(fd, SIOCGIFFLAGS, &request) < 0)
		return cannot_tell("no lo here");
	return result_of(ioctl(fd, SIOCSIFFLAGS, &request));
}

int try_net_raw(void)
{
	return result_of(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
}

static int audit_socket(unsigned int groups)
{
	struct sockaddr_nl address = {
		.nl_family = AF_NETLINK,
		.nl_groups = groups,
	};
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT);

	if (fd < 0)
		return -2;
	return bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ? -1
									  : fd;
}

/* A message without a text: what would be logged is nothing. */
static int audit_ask(__u16 type)
{
	struct nlmsghdr request = {
		.nlmsg_len = NLMSG_HDRLEN,
		.nlmsg_type = type,
		.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
	};
	struct {
		struct nlmsghdr head;
		struct nlmsgerr error;
		/* cppcheck-suppress unusedStructMember ; room for it */
		char more[4096];
	} answer = { 0 };
	int fd = audit_socket(0);

	if (fd == -2 || send(fd, &request, sizeof(request), 0) < 0 ||
		recv(fd, &answer, sizeof(answer), 0) < 0)
		return cannot_tell("this kernel does not answer to audit");
	if (answer.head.nlmsg_type != NLMSG_ERROR)
		return 0;
	errno = -answer.error.error;
	return result_past(errno ? -1 : 0, EINVAL);
}

int try_audit_write(void)
{
	return audit_ask(AUDIT_USER);
}

int try_audit_control(void)
{
	struct stat status;

	/* The number that the kernel has for the first of them. */
	if (stat("/proc/self/ns/pid", &status) < 0 ||
		status.st_ino != 0xeffffffcU)
		return cannot_tell("asked in the first pid namespace alone");
	return audit_ask(AUDIT_GET);
}

int try_audit_read(void)
{
	int fd = audit_socket(1 << (AUDIT_NLGRP_READLOG - 1));

	if (fd == -2)
		return cannot_tell("this kernel has no audit");
	return result_of(fd);
}
