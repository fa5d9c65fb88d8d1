/* label.h - what AppArmor or SELinux take a process for. */
/* SPDX-License-Identifier: MIT */
#ifndef LABEL_H
#define LABEL_H

#include "enter.h"

/* Host side. Read that of the target, where it is not ours. apparmor(7) */
void label_read(struct enter *enter);

/* Guest side, with the host's /proc. Have that from the next execve(2) on. */
void label_write(const struct enter *enter);

#endif
