/* keyring.c - keys that are not the caller's. */
/* SPDX-License-Identifier: MIT */
#include "keyring.h"

#include <errno.h>
#include <linux/keyctl.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "die.h"

void keyring_leave(void)
{
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) >= 0)
		return;
	/* A kernel without keys; or a filter around us that closes keyctl(2) to
	 * us and to all that we start. */
	if (errno != ENOSYS && errno != EPERM)
		die("keyctl", "cannot leave the caller's session keyring");
}
