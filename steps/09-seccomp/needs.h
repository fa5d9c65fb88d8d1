/* needs.h - calls that a profile has to leave to the launch. */
/* SPDX-License-Identifier: MIT */
#ifndef NEEDS_H
#define NEEDS_H

#include <stdbool.h>

/*
 * Host side. Refuse a profile that closes what we still call when it is loaded:
 * `late`, or before the rights are given up. The guest could not even say so.
 */
void needs_check(const char *file, void *profile, bool late);

#endif
