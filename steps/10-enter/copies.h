/* copies.h - filters of system calls, read from a process. */
/* SPDX-License-Identifier: MIT */
#ifndef COPIES_H
#define COPIES_H

#include "enter.h"

/*
 * Host side. Copy the filters of the target, which stops for a moment. False:
 * we may not, and have said so. ptrace(2)
 */
bool copies_make(struct enter *enter);

/* Guest side. Load them, the oldest first; NULL: none. seccomp(2) */
void copies_load(const struct copies *loaded);

#endif
