/* pins.h - namespaces that are kept when nobody is in them. */
/* SPDX-License-Identifier: MIT */
#ifndef PINS_H
#define PINS_H

#include "enter.h"

enum { LONGEST_PIN = 64 };

/*
 * Host side; all of them. A pin is a folder, with a file for each kind of
 * namespace on which that is mounted: as long as it is, it is there.
 * namespaces(7)
 */

/* Host side. Open what is wanted of the pin enter->target. */
void pin_open(struct enter *enter);

/* Host side. Keep the namespaces of `enter` as enter->pin. */
void pin_make(const struct enter *enter);

/* Host side. Keep those of `name` no longer. */
void pin_remove(const char *name);

/* Host side. Print a table of all that are kept, and who is in them. */
void pins_list(void);

/* Host side. Can `name` be one: "bench", "a.1"? A number cannot. Or die. */
bool pin_is_name(const char *name);
void pin_name_check(const char *option, const char *name);

/* Host side. The namespace of kind `i` in a pin; -1: it has none. */
int pin_kind_open(int pin, size_t i);

#endif
