/* watcher.h - a process of ours beside the guest, that ends when we do. */
/* SPDX-License-Identifier: MIT */
#ifndef WATCHER_H
#define WATCHER_H

/*
 * Host side, before the guest is born. Start a process in our own groups that
 * runs `run(launcher, argument)`. poll(2) says of the pidfd `launcher` when we
 * have died: it is to return then. Its own pidfd is left in `watcher`, and
 * undo_all() ends it. pidfd_open(2)
 */
void watcher_start(int *watcher, void (*run)(int launcher, void *argument),
	void *argument);

/* Host side. End it now, and wait until it has; not twice. */
void watcher_end(int *watcher);

#endif
