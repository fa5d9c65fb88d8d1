/* inner.h - guests that manage themselves: systemd, and vessel in vessel. */
/* SPDX-License-Identifier: MIT */
#ifndef INNER_H
#define INNER_H

#include "guest.h"

/* Everything here is host side. */

/* After what was asked for is known, before anything is made. --systemd: what
 * systemd looks for as PID 1 of a container. --nesting: what a launch inside
 * takes. systemd's "Container Interface", namespaces(7) */
void inner_prepare(struct guest *guest);

/* After cgroup_prepare(): both make groups of their own in the guest's. */
void inner_divide(struct guest *guest);

#endif
