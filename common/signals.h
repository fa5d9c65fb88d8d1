/* signals.h - signals that wait until we look at them. */
/* SPDX-License-Identifier: MIT */
#ifndef SIGNALS_H
#define SIGNALS_H

#include <sys/types.h>

/*
 * Host side. Hold every signal back from now on, so that none can end us
 * half-way: signals_relay() takes them one by one. Stays in force across
 * spawn() and fork(). sigwaitinfo(2)
 */
void signals_hold(void);

/*
 * Host side. The number of a signal that is held back, and would have ended us
 * by now as Ctrl-C does; 0: there is none. sigpending(2)
 */
int signals_ending(void);

/*
 * Host side. Wait until there is something to read on `fd`, or such a signal.
 * Returns its number, and leaves it where it is; 0: `fd` was first. signalfd(2)
 */
int signals_wait(int fd);

/* Guest side. Undo that, as the last thing before execve(2). */
void signals_let_go(void);

/*
 * Either side, signals being held back since before the fork, or the end of a
 * quick child is never told. Pass all signals on to our child `pid`, stop and
 * continue with it where we have told it to, reap whatever else is ours, put
 * the terminal back as it was, and return the exit code (128 + N if it died of
 * signal N) when it has ended. signal(7), wait(2)
 */
int signals_relay(pid_t pid);

/* Host side. The line that says so if one of them was enforced there. */
void signals_tell_enforced(int number);

/*
 * Guest side. The same for the first process of a pid namespace: the kernel
 * drops what such a process neither handles nor holds back, so it handles all,
 * for the launcher to see. pid_namespaces(7)
 */
int signals_relay_as_init(pid_t pid);

#endif
