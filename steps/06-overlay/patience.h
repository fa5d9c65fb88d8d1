/* patience.h - what may take long says so, and can be ended. */
/* SPDX-License-Identifier: MIT */
#ifndef PATIENCE_H
#define PATIENCE_H

#include <stdbool.h>

/* Everything here is host side. */

/* Something begins that may take long. */
void patience_begin(void);

/*
 * To be asked all the time meanwhile: has somebody lost patience, who sent us a
 * signal to end? After a second, who sits at the terminal is told of Ctrl-C.
 */
bool patience_lost(void);

#endif
