/* console_pass.c - the guest's terminal on its way to the host. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "die.h"

#include "console.h"

/* What is sent: the number that the master has over there, and it itself. */
struct passed {
	int master;
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
	struct iovec number;
	struct msghdr message;
};

static void passed_make(struct passed *passed, int master)
{
	*passed = (struct passed){ .master = master };
	passed->number = (struct iovec){ &passed->master, sizeof(int) };
	passed->message = (struct msghdr){ .msg_iov = &passed->number,
		.msg_iovlen = 1,
		.msg_control = passed->control,
		.msg_controllen = sizeof(passed->control) };
}

/*
 * The kernel counts what is in flight per user, and by default root's
 * containers have one range of users: another can have used up all that there
 * is. Then the number goes alone, and the master stays open until it has been
 * fetched. ETOOMANYREFS, unix(7)
 */
static void console_offer(int socket, struct passed *passed)
{
	char fetched;

	passed->message.msg_control = NULL;
	passed->message.msg_controllen = 0;
	if (sendmsg(socket, &passed->message, MSG_NOSIGNAL) < 0 ||
		recv(socket, &fetched, 1, 0) != 1)
		die("unix(7)", "cannot pass the terminal on");
}

/* cmsg(3) */
void console_pass(int socket, int master)
{
	struct passed passed;
	struct cmsghdr *rights;

	passed_make(&passed, master);
	rights = CMSG_FIRSTHDR(&passed.message);
	rights->cmsg_level = SOL_SOCKET;
	rights->cmsg_type = SCM_RIGHTS;
	rights->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(rights), &master, sizeof(int));
	if (sendmsg(socket, &passed.message, MSG_NOSIGNAL) >= 0)
		return;
	if (errno != ETOOMANYREFS)
		die("unix(7)", "cannot pass the terminal on");
	console_offer(socket, &passed);
}

/* -1: it has ended meanwhile. pidfd_getfd(2) */
static int console_fetch(int socket, pid_t guest, int number)
{
	int process = (int)syscall(SYS_pidfd_open, guest, 0);
	int fd = -1;

	if (process >= 0) {
		fd = (int)syscall(SYS_pidfd_getfd, process, number, 0);
		close(process);
	}
	if (fd < 0 && errno == EPERM)
		die_of(&(struct death){ EXIT_LAUNCHER, errno, "pidfd_getfd",
			       "another container of the same user's has too"
			       " many descriptors in flight: end it" },
			"cannot fetch the guest's terminal");
	if (fd < 0 && errno != ESRCH)
		die("pidfd_getfd", "cannot fetch the guest's terminal");
	if (fd >= 0)
		send(socket, "", 1, MSG_NOSIGNAL);
	return fd;
}

static bool console_is_master(int fd)
{
	unsigned int number;

	return ioctl(fd, TIOCGPTN, &number) == 0;
}

int console_receive(int socket, pid_t guest)
{
	struct passed passed;
	const struct cmsghdr *rights;
	ssize_t length;
	int fd;

	passed_make(&passed, -1);
	do
		length = recvmsg(socket, &passed.message, MSG_CMSG_CLOEXEC);
	while (length < 0 && errno == EINTR);
	if (length < 0)
		die("unix(7)", "cannot receive the guest's terminal");
	if (length != sizeof(int))
		return -1;
	rights = CMSG_FIRSTHDR(&passed.message);
	if (rights && rights->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(rights), sizeof(int));
	else
		fd = console_fetch(socket, guest, passed.master);
	if (fd < 0 || console_is_master(fd))
		return fd;
	close(fd);
	return -1;
}
