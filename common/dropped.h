/* dropped.h - does the kernel drop a signal on its way to PID 1? */
/* SPDX-License-Identifier: MIT */
#ifndef DROPPED_H
#define DROPPED_H

#include <sys/types.h>

enum fate {
	TAKEN,   /* it arrives: what it does is the child's matter */
	AWAITED, /* our child sleeps until one comes, as an init of ours does */
	HELD,    /* for now */
	DROPPED,
};

/*
 * Host side. What becomes of the signal `number` on its way to our child `pid`?
 * The kernel drops it for the first process of a pid namespace, unless that has
 * a handler for it or holds it back: tini and systemd do, to take signals one
 * by one. SIGKILL and SIGSTOP from outside get through anyhow. Waits a moment
 * where it is held. pid_namespaces(7)
 */
enum fate signal_fate(pid_t pid, int number);

#endif
