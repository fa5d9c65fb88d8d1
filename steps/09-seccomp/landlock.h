/* landlock.h - no files but those that were named. */
/* SPDX-License-Identifier: MIT */
#ifndef LANDLOCK_H
#define LANDLOCK_H

#include <stddef.h>

#include "filter.h"

/* Host side. Refuse to go on if the kernel's Landlock cannot keep its word. */
void landlock_check(void);

/*
 * Guest side, with CAP_SYS_ADMIN or no_new_privs. From now on there is nothing
 * but what is `beneath` these paths, for us and all that we start; and nothing
 * can be mounted. What is open stays so. landlock(7)
 */
void landlock_close(const struct beneath *beneath, size_t count);

#endif
