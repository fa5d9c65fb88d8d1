/* switches.h - what keeps ordinary users from having rights of their own. */
/* SPDX-License-Identifier: MIT */
#ifndef SWITCHES_H
#define SWITCHES_H

#include <stdbool.h>

/*
 * Either side. The switch of the kernel's, of Debian's or of Ubuntu's that is
 * against user namespaces, and its cure, a sentence in a static buffer; NULL:
 * none is. user_namespaces(7)
 */
const char *switched_off(void);

/* Either side. Are we root of a user namespace alone? */
bool root_is_inner(void);

#endif
