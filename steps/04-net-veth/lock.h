/* lock.h - one start at a time in a network namespace. */
/* SPDX-License-Identifier: MIT */
#ifndef LOCK_H
#define LOCK_H

/*
 * Host side. Wait for the lock on our network namespace, then let go of it, as
 * whoever is killed does. `*lock` is its descriptor, -1 before the first time.
 * Returns 0, or -1 and errno (EWOULDBLOCK: held for 30 seconds). flock(2)
 */
int lock_take(int *lock);
void lock_release(int lock);

/* Host side, with the lock held and the last guest gone: leave no file. */
void lock_remove(void);

/* Host side. Remove the files of namespaces whose launchers were killed. */
void lock_sweep(void);

#endif
