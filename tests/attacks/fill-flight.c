/* fill-flight.c - have as many descriptors in flight as the kernel lets us. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define AT_ONCE 250 /* the kernel's own limit is 253 */

static int send_some(int socket)
{
	_Alignas(struct cmsghdr) char
		control[CMSG_SPACE(AT_ONCE * sizeof(int))] = { 0 };
	struct iovec byte = { (char[]){ 0 }, 1 };
	struct msghdr message = { .msg_iov = &byte,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control) };
	struct cmsghdr *rights = CMSG_FIRSTHDR(&message);

	rights->cmsg_level = SOL_SOCKET;
	rights->cmsg_type = SCM_RIGHTS;
	/* (Zeros, each of which is stdin.) */
	rights->cmsg_len = CMSG_LEN(AT_ONCE * sizeof(int));
	return sendmsg(socket, &message, MSG_DONTWAIT) < 0 ? -1 : 0;
}

/*
 * They are counted per user, against the RLIMIT_NOFILE of whoever sends, and
 * stay for as long as nobody receives them. Says "full", and stays. unix(7)
 */
int main(void)
{
	struct rlimit limit;
	bool any = false;
	int pair[2];

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return 2;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	while (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0) {
		while (send_some(pair[0]) == 0)
			any = true;
		if (errno == ETOOMANYREFS && any) {
			puts("full");
			fflush(stdout);
			pause();
		}
		if (errno != EAGAIN && errno != ENOBUFS)
			break;
	}
	fprintf(stderr, "fill-flight: %s\n", strerror(errno));
	return 1;
}
