/* jail.c - a new root directory, the old way. */
/* SPDX-License-Identifier: MIT */
#include "jail.h"

#include <errno.h>
#include <unistd.h>

#include "blame.h"
#include "die.h"

void jail_enter(const char *rootfs)
{
	/* Names that start with / are looked up from here on. */
	if (chroot(rootfs) < 0)
		die_path("chroot", rootfs, "cannot make '%s' the root", rootfs);
	/* All others from the working directory, which is still outside. */
	if (chdir("/") < 0)
		die("chdir", "cannot enter the new root '%s'", rootfs);
}
