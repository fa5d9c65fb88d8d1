/* spawn.h - a child in new namespaces, held at a gate until we let it go. */
/* SPDX-License-Identifier: MIT */
#ifndef SPAWN_H
#define SPAWN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct child {
	pid_t pid;
	int gate;    /* our end of the socket pair between us */
	pid_t guard; /* from spawn_release() on */
};

/*
 * Host side. Start a child in new `namespaces` (CLONE_NEW*, 0 for none) that
 * runs `guest(argument)` once spawn_release() opens the gate. The child dies
 * when we do, also of SIGKILL, whoever it has become. Holds all signals back.
 * clone(2)
 */
struct child spawn(
	uint64_t namespaces, void (*guest)(void *argument), void *argument);

/*
 * Host side. The same, but the child is born into the group whose directory is
 * open as `group`, before it runs its first instruction; -1: into ours. Needs
 * Linux 5.7. CLONE_INTO_CGROUP, clone(2)
 */
struct child spawn_into(int group, uint64_t namespaces,
	void (*guest)(void *argument), void *argument);

/*
 * Guest side, after its user or group ids have changed: the kernel has then
 * forgotten that it shall die with its parent: ask again. prctl(2)
 */
void spawn_tie(void);

/* Host side. Open the gate: all that only the outside can do is done. */
void spawn_release(struct child *child);

/*
 * Host side, after that, for who does not wait for the child's end. Wait until
 * it has run its command: 0. If it could not, say why; if a signal came that
 * ends us, kill it: the exit code, and the child is no more.
 */
int spawn_started(const struct child *child);

/*
 * Guest side, for who has joined another pid namespace: setns(2) brings only
 * children there. Close all but 0 to 2, and return in a child that is born
 * there, with the rights that we have left. It is our parent's, not ours.
 */
void spawn_step(void);

/* Host side, after spawn_release(). Wait for that: `child` is who came of it.
 * Dies if nobody did. */
void spawn_follow(struct child *child);

/* Host side. Never open it: the child was wanted for its namespaces alone. */
void spawn_dismiss(const struct child *child);

/*
 * Host side. Wait for the child, passing signals on, and put the terminal back
 * as it was. If the guest failed before its command ran, say why. Returns the
 * exit code.
 */
int spawn_wait(const struct child *child);

/* Host side, after that. Did the guest not say that its command cannot run? */
bool spawn_ran(void);

#endif
