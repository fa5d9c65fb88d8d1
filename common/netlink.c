/* netlink.c - requests to the kernel's network stack, and its answers. */
/* SPDX-License-Identifier: MIT */
#include "netlink.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cause.h"
#include "die.h"

enum { DUMP_SIZE = 32768 }; /* what the kernel fills at a time, at most */

void netlink_open(struct netlink *netlink)
{
	int yes = 1;

	*netlink = (struct netlink){
		.socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC),
	};
	if (!netlink->socket ||
		mnl_socket_bind(netlink->socket, 0, MNL_SOCKET_AUTOPID) < 0)
		die("socket", "cannot open a netlink socket");
	/* Words beside the number, and no copy of our request. Linux 4.12 */
	mnl_socket_setsockopt(
		netlink->socket, NETLINK_EXT_ACK, &yes, sizeof(yes));
	mnl_socket_setsockopt(
		netlink->socket, NETLINK_CAP_ACK, &yes, sizeof(yes));
}

void netlink_close(struct netlink *netlink)
{
	mnl_socket_close(netlink->socket);
	netlink->socket = NULL;
}

struct nlmsghdr *netlink_request(
	struct netlink *netlink, uint16_t type, uint16_t flags)
{
	netlink->request = mnl_nlmsg_put_header(netlink->buffer);
	netlink->request->nlmsg_type = type;
	netlink->request->nlmsg_flags = NLM_F_REQUEST | flags;
	return netlink->request;
}

/* What the kernel adds to an error: attributes behind the number. */
static void words_keep(struct netlink *netlink, const struct nlmsghdr *message)
{
	const struct nlattr *attribute;

	if (!(message->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	mnl_attr_for_each(attribute, message, sizeof(struct nlmsgerr))
	{
		if (mnl_attr_get_type(attribute) == NLMSGERR_ATTR_MSG)
			snprintf(netlink->said, sizeof(netlink->said), "%s",
				mnl_attr_get_str(attribute));
	}
}

/* What the kernel says to one request, kept until it has said all of it. */
struct answer {
	char *messages;
	size_t length;
	bool interrupted; /* the table changed while it was read */
};

static void answer_keep(struct answer *answer, const struct nlmsghdr *message)
{
	size_t size = MNL_ALIGN(message->nlmsg_len);
	char *larger = realloc(answer->messages, answer->length + size);

	if (!larger)
		die("malloc", "cannot keep the kernel's answer in memory");
	answer->messages = larger;
	memcpy(larger + answer->length, message, size);
	answer->length += size;
}

/* NLMSG_ERROR and NLMSG_DONE both begin with a number: 0, or -errno. */
static int answer_end(struct netlink *netlink, const struct nlmsghdr *message)
{
	const int *error = mnl_nlmsg_get_payload(message);

	if (*error >= 0)
		return 0;
	words_keep(netlink, message);
	errno = -*error;
	return -1;
}

/* The rest of an answer that we cannot take, or the next would be behind it. */
static void rest_skip(const struct netlink *netlink)
{
	char packet[DUMP_SIZE];
	int error = errno;

	while (recv(mnl_socket_get_fd(netlink->socket), packet, sizeof(packet),
		       MSG_DONTWAIT) > 0)
		;
	errno = error;
}

/* One request, one answer, in as many packets as the kernel likes. */
static int exchange(struct netlink *netlink, struct answer *answer)
{
	_Alignas(struct nlmsghdr) char packet[DUMP_SIZE];
	const struct nlmsghdr *message;
	int length;

	if (mnl_socket_sendto(netlink->socket, netlink->request,
		    netlink->request->nlmsg_len) < 0)
		return -1;
	for (;;) {
		length = (int)mnl_socket_recvfrom(
			netlink->socket, packet, sizeof(packet));
		if (length < 0 && errno == EINTR)
			continue;
		if (length < 0)
			return rest_skip(netlink), -1;
		for (message = (void *)packet; mnl_nlmsg_ok(message, length);
			message = mnl_nlmsg_next(message, &length)) {
			if (message->nlmsg_flags & NLM_F_DUMP_INTR)
				answer->interrupted = true;
			if (message->nlmsg_type == NLMSG_ERROR ||
				message->nlmsg_type == NLMSG_DONE)
				return answer_end(netlink, message);
			answer_keep(answer, message);
		}
	}
}

/* Call `each` once it is certain that this is all, and fits together. */
static int answer_read(
	struct netlink *netlink, netlink_each *each, void *argument)
{
	struct answer answer = { 0 };
	const struct nlmsghdr *message;
	int result = -1, length;

	netlink->said[0] = '\0';
	do {
		answer.interrupted = false;
		answer.length = 0;
		result = exchange(netlink, &answer);
	} while (result == 0 && answer.interrupted);
	length = (int)answer.length;
	for (message = (void *)answer.messages;
		result == 0 && each && mnl_nlmsg_ok(message, length);
		message = mnl_nlmsg_next(message, &length))
		each(message, argument);
	free(answer.messages);
	return result;
}

int netlink_ask(struct netlink *netlink)
{
	return netlink_get(netlink, NULL, NULL);
}

int netlink_get(struct netlink *netlink, netlink_each *each, void *argument)
{
	netlink->request->nlmsg_flags |= NLM_F_ACK; /* so that it has an end */
	return answer_read(netlink, each, argument);
}

int netlink_list(struct netlink *netlink, netlink_each *each, void *argument)
{
	netlink->request->nlmsg_flags |= NLM_F_DUMP;
	return answer_read(netlink, each, argument);
}

void netlink_die(const struct netlink *netlink, const char *format, ...)
{
	struct death death = { EXIT_LAUNCHER, errno, NULL, NULL };
	char what[512], cure[sizeof(netlink->said) + 32];
	va_list arguments;

	death.cure = cause_of("netlink", death.error);
	if (*netlink->said) {
		snprintf(cure, sizeof(cure), "the kernel says: %s",
			netlink->said);
		death.cure = cure;
	}
	va_start(arguments, format);
	vsnprintf(what, sizeof(what), format, arguments);
	die_of(&death, "%s", what);
}
