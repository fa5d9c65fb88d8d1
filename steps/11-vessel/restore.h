/* restore.h - a container goes on from what a checkpoint has kept. */
/* SPDX-License-Identifier: MIT */
#ifndef RESTORE_H
#define RESTORE_H

#include "guest.h"
#include "spawn.h"

/* Host side, before criu is born. Read what is known of guest->checkpoint. */
void restore_prepare(struct guest *guest);

/*
 * Guest side, but with all rights of the host's root and in a mount namespace
 * of its own: what the guest has of the host's is made ready. Becomes criu(8),
 * whose processes are born as its siblings, in its groups.
 */
_Noreturn void restore_start(void *argument);

/*
 * Host side. Let criu go, and connect the guest when there is one. Dies if
 * there is none, else becomes the monitor.
 */
_Noreturn void restore_finish(struct guest *guest, struct child *criu);

#endif
