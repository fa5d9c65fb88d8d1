/* loop.c - a file as a disk. */
/* SPDX-License-Identifier: MIT */
#include "loop.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "die.h"

int loop_attach(int file, bool readonly, char path[static 32])
{
	struct loop_config config = { .fd = (unsigned int)file };
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	int loop, number;

	config.info.lo_flags =
		LO_FLAGS_AUTOCLEAR | (readonly ? LO_FLAGS_READ_ONLY : 0U);
	for (int tries = 0; tries < 100; tries++) {
		number = control < 0 ? -1 : ioctl(control, LOOP_CTL_GET_FREE);
		if (number < 0)
			die("ioctl", "cannot find a loop device that is free");
		snprintf(path, 32, "/dev/loop%d", number);
		loop = open(path, (readonly ? O_RDONLY : O_RDWR) | O_CLOEXEC);
		if (loop < 0)
			die("open", "cannot open '%s'", path);
		if (ioctl(loop, LOOP_CONFIGURE, &config) == 0) {
			close(control);
			return loop;
		}
		close(loop);
		if (errno != EBUSY) /* somebody else was faster */
			break;
	}
	die("ioctl", "cannot make a disk of a file with '%s'", path);
}
