/* dropped.h - does the kernel drop a signal on its way to PID 1? */
/* SPDX-License-Identifier: MIT */
#ifndef DROPPED_H
#define DROPPED_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Host side. Would the kernel drop the signal `number` on its way to our child
 * `pid`? It does so for the first process of a pid namespace, unless that has a
 * handler for it or holds it back: tini and systemd do, to take signals one by
 * one. SIGKILL and SIGSTOP from outside get through anyhow. pid_namespaces(7)
 */
bool signal_is_dropped(pid_t pid, int number);

#endif
