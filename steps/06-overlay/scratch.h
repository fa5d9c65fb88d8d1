/* scratch.h - a layer in memory, where no disk is fit for one. */
/* SPDX-License-Identifier: MIT */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <stdbool.h>

/*
 * Host side. Does the file system of the directory `fd` take no upper layer? In
 * words what it is; NULL: it does, as far as we know. `space` is that of its
 * attributes: user or trusted.
 */
const char *unfit_for_upper(int fd, const char *space);

/*
 * Host side. A tmpfs that is mounted nowhere: a descriptor of its root. If it
 * `is_root` of the guest's, su and ping are setuid in it as anywhere.
 */
int scratch_make(bool is_root);

/* Host side. Is the directory `fd` in memory? */
bool is_in_memory(int fd);

#endif
