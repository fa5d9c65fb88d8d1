/* netlink.c - just enough of netlink(7) to ask for one thing. */
/* SPDX-License-Identifier: MIT */
#include "netlink.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void append(struct request *request, const void *data, size_t size)
{
	if (data)
		memcpy(request->data + request->length, data, size);
	request->length = NLMSG_ALIGN(request->length + size);
}

/* The length of what began at `start` is known now. */
static void message_close(struct request *request)
{
	struct nlmsghdr *message = (void *)(request->data + request->message);

	message->nlmsg_len = (uint32_t)(request->length - request->message);
}

void request_message(struct request *request, int type, int flags,
	const void *header, size_t size)
{
	struct nlmsghdr message = { .nlmsg_type = (uint16_t)type,
		.nlmsg_flags = (uint16_t)(flags | NLM_F_REQUEST) };

	request->message = request->length;
	append(request, &message, sizeof(message));
	append(request, header, size);
	message_close(request);
}

size_t request_attribute(
	struct request *request, int type, const void *data, size_t size)
{
	struct nlattr attribute = { (uint16_t)(NLA_HDRLEN + size),
		(uint16_t)type };
	size_t start = request->length;

	append(request, &attribute, sizeof(attribute));
	append(request, data, size);
	message_close(request);
	return start;
}

size_t request_string(struct request *request, int type, const char *text)
{
	return request_attribute(request, type, text, strlen(text) + 1);
}

void request_end(struct request *request, size_t start)
{
	struct nlattr *attribute = (void *)(request->data + start);

	attribute->nla_len = (uint16_t)(request->length - start);
}

/* The first error among the answers in `data`. */
static int answer_of(char *data, ssize_t length)
{
	struct nlmsghdr *message = (void *)data;

	for (; NLMSG_OK(message, length); message = NLMSG_NEXT(message, length))
		if (message->nlmsg_type == NLMSG_ERROR) {
			errno = -((struct nlmsgerr *)NLMSG_DATA(message))
					 ->error;
			return errno ? -1 : 0;
		}
	errno = EBADMSG;
	return -1;
}

int request_send(const struct request *request, int protocol)
{
	_Alignas(8) char answer[4096];
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
	ssize_t length;

	if (fd < 0)
		return -1;
	length = sendto(fd, request->data, request->length, 0,
		(struct sockaddr *)&kernel, sizeof(kernel));
	if (length >= 0)
		length = recv(fd, answer, sizeof(answer), 0);
	close(fd);
	return length < 0 ? -1 : answer_of(answer, length);
}
