/* deputy.h - a child that makes files of any owner. */
/* SPDX-License-Identifier: MIT */
#ifndef DEPUTY_H
#define DEPUTY_H

/*
 * Host side. Run `task` in a child: as the host's root, if we are; else as root
 * of a user namespace with the ids that this user has. It dies with us. If it
 * has died, so do we: it has said why.
 */
void deputy_run(void (*task)(void *argument), void *argument);

/* Host side. Remove the directory `path` below `directory` in that way, with
 * all that is in it; says so if it cannot. */
void deputy_remove(int directory, const char *path);

#endif
