/* target.h - what a process is, read from outside. */
/* SPDX-License-Identifier: MIT */
#ifndef TARGET_H
#define TARGET_H

#include "enter.h"

/* Host side. Open what is wanted of the process enter->pid, and read its
 * rights. proc(5) */
void target_open(struct enter *enter);

/* Either side. Is it still alive? Then its number was nobody else's since
 * target_open(). pidfd_send_signal(2) */
void target_check(const struct enter *enter);

/* Host side. Keep `fd` as the namespace of kind `i`, unless it is our own. */
void namespace_keep(struct enter *enter, size_t i, int fd);

#endif
