/* observe.h - somebody who only wants to know how a container ends. */
/* SPDX-License-Identifier: MIT */
#ifndef OBSERVE_H
#define OBSERVE_H

#include <stdbool.h>

#include "container.h"

/* Everything here is host side. */

/* A connection to its monitor; -1: it is about to end, or to start. */
int observe_begin(const struct container *container);

/*
 * Hear what has come through that. Has the container ended? Where the monitor
 * has hung up and did not say so, the connection is closed, and -1.
 */
bool observe_ended(int *connection);

/* Wait until it has. Its exit code; -1: nobody said. Closes the connection. */
int observe_end(int connection);

#endif
