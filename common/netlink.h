/* netlink.h - requests to the kernel's network stack, and its answers. */
/* SPDX-License-Identifier: MIT */
#ifndef NETLINK_H
#define NETLINK_H

#include <libmnl/libmnl.h>
#include <stdint.h>

/* A socket, and the one request that is being written on it. netlink(7) */
struct netlink {
	struct mnl_socket *socket;
	struct nlmsghdr *request;
	char buffer[8192];
	char said[256]; /* the kernel's own words on the last failure */
};

/*
 * Either side; all of them. A socket belongs to the network namespace that we
 * are in when it is opened, and stays with it.
 */
void netlink_open(struct netlink *netlink);
void netlink_close(struct netlink *netlink);

/*
 * Either side. Begin a request of `type` (RTM_*) and return it, for a header
 * and attributes to be added: mnl_nlmsg_put_extra_header(3), mnl_attr_put(3).
 * rtnetlink(7)
 */
struct nlmsghdr *netlink_request(
	struct netlink *netlink, uint16_t type, uint16_t flags);

/*
 * Either side. Send the request and wait for the answer: just yes or no, one
 * message that `each` is called with, or a list of them. A list that changed
 * while it was read is read again before `each` sees it. 0, or -1 and errno.
 */
typedef void netlink_each(const struct nlmsghdr *message, void *argument);
int netlink_ask(struct netlink *netlink);
int netlink_get(struct netlink *netlink, netlink_each *each, void *argument);
int netlink_list(struct netlink *netlink, netlink_each *each, void *argument);

/* Either side. die() for a request that failed, with the kernel's own words. */
_Noreturn void netlink_die(const struct netlink *netlink, const char *format,
	...) __attribute__((format(printf, 2, 3)));

#endif
