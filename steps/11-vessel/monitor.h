/* monitor.h - who stays with a container when the launcher has gone. */
/* SPDX-License-Identifier: MIT */
#ifndef MONITOR_H
#define MONITOR_H

#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/types.h>

#include "container.h"

/* The guest's ends of its streams, and ours. -1: none. */
struct stdio {
	int guest[3]; /* stdin, stdout, stderr of a guest without a terminal */
	int ours[3];  /* the other ends; with a terminal, [0] is its master */
	int terminal[2]; /* on [1] the guest sends that master to us, at [0] */
	struct winsize size; /* of the caller's terminal */
};

/*
 * Host side, before the guest is born. Make pipes, or the socket for a
 * `terminal`. Unless it is `interactive`, stdin is /dev/null. They belong to
 * the guest's root, who is `root` out here; -1: to us. pipe(7)
 */
void stdio_make(
	struct stdio *stdio, bool terminal, bool interactive, long root);

/*
 * Guest side, in its root. Make its ends 0 to 2, or a terminal that is made
 * now, as large as the caller's; they are `owner`'s. dup(2), console.h
 */
void stdio_take(const struct stdio *stdio, uid_t owner);

/*
 * Host side, as soon as the process `guest` is released: it may wait for us.
 * Its terminal, if there is to be one, is our end.
 */
void stdio_receive(struct stdio *stdio, pid_t guest);

/* What the monitor is told. */
struct monitor {
	const struct container *container;
	pid_t guest, guard; /* `guard`: of the launch; 0: none */
	bool terminal, interactive;
	long log_size; /* bytes a file; 0: no log */
	int log_files;
	int client;   /* a connection of the first who is attached; -1: none */
	int listener; /* filled by monitor_prepare(), */
	unsigned long log;   /* as is this: the log's last file, */
	const char *program; /* and where the monitor's program is */
};

/*
 * Host side, while the guest is held at the gate. All that can fail: the socket
 * for those who attach, the log, the program.
 */
void monitor_prepare(struct monitor *monitor);

/*
 * Host side, as the last thing of a launch. Become the monitor's program: our
 * pid and our child stay, and the descriptors that fd_keep() has marked. At the
 * end it becomes `vessel end ID CODE [CLIENT]`.
 */
_Noreturn void monitor_become(
	const struct monitor *monitor, const struct stdio *stdio);

/* How to be attached. */
struct attach {
	int connection;          /* -1: make one */
	bool input;              /* pass stdin on */
	bool proxies;            /* signals go to the guest */
	const char *detach_keys; /* "ctrl-p,ctrl-q"; NULL: these */
};

/*
 * Host side, before there is anything to undo. Refuse detach keys that are
 * none, and to type at a `terminal` out of something else.
 */
void attach_check(const struct attach *attach, bool terminal);

/*
 * Host side. Be the terminal, or the streams, of a container that runs until it
 * has ended and all is undone, or the person detaches. Returns its exit code;
 * -1: detached. Who came with a `connection` is the one whose stdin is the
 * guest's: both end together.
 */
int attach_run(struct container *container, const struct attach *attach);

/* Host side. A connection to the monitor of a running container. unix(7) */
int monitor_connect(const struct container *container);

#endif
