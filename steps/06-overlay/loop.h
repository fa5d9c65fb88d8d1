/* loop.h - a file as a disk. */
/* SPDX-License-Identifier: MIT */
#ifndef LOOP_H
#define LOOP_H

#include <stdbool.h>

/*
 * Host side. Make a block device of the open `file`; its path in `path`. It is
 * gone as soon as nobody has it open: keep what this returns until somebody
 * else has. Or dies. loop(4), LOOP_CONFIGURE needs Linux 5.8
 */
int loop_attach(int file, bool readonly, char path[static 32]);

#endif
