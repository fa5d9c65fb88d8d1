/* netlink.c - requests to the kernel's network stack, and its answers. */
/* SPDX-License-Identifier: MIT */
#include "netlink.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdarg.h>
#include <stdio.h>
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
	netlink->request->nlmsg_seq = ++netlink->sequence;
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

struct answer {
	struct netlink *netlink;
	netlink_each *each;
	void *argument;
};

static int answer_data(const struct nlmsghdr *message, void *data)
{
	const struct answer *answer = data;

	if (answer->each)
		answer->each(message, answer->argument);
	return MNL_CB_OK;
}

static int answer_error(const struct nlmsghdr *message, void *data)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(message);
	const struct answer *answer = data;

	if (!error->error)
		return MNL_CB_STOP;
	words_keep(answer->netlink, message);
	errno = -error->error;
	return MNL_CB_ERROR;
}

/* One request, one answer, in as many packets as the kernel likes. */
static int exchange(struct netlink *netlink, struct answer *answer)
{
	mnl_cb_t control[] = { [NLMSG_ERROR] = answer_error };
	char packet[DUMP_SIZE];
	ssize_t length;
	int more;

	netlink->said[0] = '\0';
	if (mnl_socket_sendto(netlink->socket, netlink->request,
		    netlink->request->nlmsg_len) < 0)
		return -1;
	do {
		length = mnl_socket_recvfrom(
			netlink->socket, packet, sizeof(packet));
		if (length < 0)
			return -1;
		more = mnl_cb_run2(packet, (size_t)length, netlink->sequence,
			mnl_socket_get_portid(netlink->socket), answer_data,
			answer, control, NLMSG_ERROR + 1);
	} while (more > 0);
	return more;
}

int netlink_ask(struct netlink *netlink)
{
	return netlink_get(netlink, NULL, NULL);
}

int netlink_get(struct netlink *netlink, netlink_each *each, void *argument)
{
	struct answer answer = { netlink, each, argument };

	netlink->request->nlmsg_flags |= NLM_F_ACK; /* so that it has an end */
	return exchange(netlink, &answer);
}

int netlink_list(struct netlink *netlink, netlink_each *each, void *argument)
{
	struct answer answer = { netlink, each, argument };
	int result;

	netlink->request->nlmsg_flags |= NLM_F_DUMP;
	do /* EINTR: the table changed while it was read */
		result = exchange(netlink, &answer);
	while (result < 0 && errno == EINTR);
	return result;
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
