/* capabilities.h - which capabilities we have, by name. */
/* SPDX-License-Identifier: MIT */
#ifndef CAPABILITIES_H
#define CAPABILITIES_H

#include <stdbool.h>

/* Are all of /proc/self/status's `set` ours, but for those named here? */
const char *capabilities_missing(void);

/* Do we have the capability, effective? */
bool capability_have(int capability);

/* "CAP_SYS_ADMIN". */
const char *capability_name(int capability);

#endif
