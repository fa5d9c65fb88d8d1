/* lock.h - one start at a time in a network namespace. */
/* SPDX-License-Identifier: MIT */
#ifndef LOCK_H
#define LOCK_H

/*
 * Host side; all of them. Wait for the lock on our network namespace. `*lock` is
 * its descriptor, -1 before the first time. Returns 0, or -1 and errno
 * (EWOULDBLOCK: somebody has held it for 30 seconds). Whoever is killed lets go
 * of it. flock(2)
 */
int lock_take(int *lock);
void lock_release(int lock);

/* With the lock held, and the last guest gone: leave no file behind. */
void lock_remove(void);

#endif
