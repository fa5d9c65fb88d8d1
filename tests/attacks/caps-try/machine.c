/* machine.c - what capabilities open with the machine, and with its police. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "caps-try.h"

/* A new session has no terminal that could be hung up. */
int try_sys_tty_config(void)
{
	setsid();
	return result_of(vhangup());
}

int try_mac_override(void)
{
	return cannot_tell("Smack alone asks for it");
}

/*
 * "x" is no profile: the kernel says so, once we may load one. A guest's /sys
 * does not have the file; a person may show it elsewhere.
 */
int try_mac_admin(void)
{
	int fd = open(
		"/sys/kernel/security/apparmor/.load", O_WRONLY | O_CLOEXEC);
	int result;

	if (fd < 0 && errno == ENOENT)
		fd = open("/mnt/apparmor/.load", O_WRONLY | O_CLOEXEC);
	if (fd < 0 && errno != EACCES && errno != EPERM)
		return cannot_tell("no AppArmor in sight");
	result = fd < 0 ? errno : result_of(write(fd, "x", 1));
	return result == EACCES || result == EPERM ? result : 0;
}

int try_wake_alarm(void)
{
	return result_of(timerfd_create(CLOCK_REALTIME_ALARM, TFD_CLOEXEC));
}

/* Without the right the kernel says yes, and quietly forgets that flag. */
int try_block_suspend(void)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLWAKEUP };
	int epoll = epoll_create1(EPOLL_CLOEXEC), pair[2];
	char path[64], line[128];
	unsigned int kept = 0;
	FILE *file;

	if (access("/sys/power/wakeup_count", F_OK) < 0)
		return cannot_tell("this kernel never sleeps");
	if (pipe(pair) < 0 ||
		epoll_ctl(epoll, EPOLL_CTL_ADD, pair[0], &event) < 0)
		return errno;
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", epoll);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		sscanf(line, "tfd: %*d events: %x", &kept);
	if (file)
		fclose(file);
	return (kept & EPOLLWAKEUP) ? 0 : EPERM;
}
