/* helper.h - programs that may write maps for those who are not root. */
/* SPDX-License-Identifier: MIT */
#ifndef HELPER_H
#define HELPER_H

#include <stdbool.h>
#include <sys/types.h>

#include "idmap.h"

/* Host side. Is there a program `name` in PATH? */
bool helper_exists(const char *name);

/*
 * Host side. Let `name`, newuidmap or newgidmap, write `map` for the process
 * `pid`, or die with its words. newuidmap(1)
 */
void helper_write(const char *name, pid_t pid, const struct idmap *map);

#endif
