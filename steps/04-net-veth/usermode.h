/* usermode.h - a way out for those who may not make a bridge. */
/* SPDX-License-Identifier: MIT */
#ifndef USERMODE_H
#define USERMODE_H

#include "veth.h"

/*
 * Host side; all of them. Programs that take a guest's packets off an interface
 * in its namespace, and do with ordinary sockets of the host what these want:
 * pasta(1) or slirp4netns(1). Returns the first that is installed, or NULL.
 */
const char *usermode_program(void);

/* Host side. Start it for the guest `pid`, and wait until it is ready. */
void usermode_attach(struct veth *veth, pid_t pid);

/*
 * Host side. Let what holds it live on in the program that we become: returns a
 * line that tells of it, to be freed. And take that up there, if we are it.
 */
char *usermode_keep(const struct veth *veth);
void usermode_resume(struct veth *veth, const char *record);

/*
 * Host side, in a child of ours. Start the program, its words to `said`, and
 * end it when the other side of the pipe `end` is closed.
 */
_Noreturn void keeper_run(
	const struct veth *veth, pid_t pid, int end, int said);

#endif
