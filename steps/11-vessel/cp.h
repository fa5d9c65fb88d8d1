/* cp.h - a look into a container, by somebody who runs nothing there. */
/* SPDX-License-Identifier: MIT */
#ifndef CP_H
#define CP_H

#include "guest.h"
#include "spawn.h"

/* What is done in there, and with what. */
struct look {
	struct guest guest; /* as the container was asked for */
	void (*function)(void *argument);
	void *argument;
	struct idmap uids, gids; /* who is who in there; empty: as outside */
};

/*
 * Host side. Start a child that stands in the root of the container, with the
 * rights of its root over files, and no others; nobody in there sees it. It
 * runs look->function, when look_end() lets it. If the container does not run,
 * its layers and volumes are mounted for that child alone, and it is locked.
 */
struct child look_start(struct look *look, struct container *container);

/*
 * Host side. Wait for its end, and for that of `other`, a child as well; 0:
 * there is none. A signal ends both. Returns 0, or an exit code when it has
 * been said why it failed.
 */
int look_end(struct look *look, struct child *child, pid_t other);

#endif
