/* usage.h - the usage text, out of the table of options. */
/* SPDX-License-Identifier: MIT */
#ifndef USAGE_H
#define USAGE_H

#include "options.h"

/* Host side. Print the usage text to stdout, and end. */
_Noreturn void usage_print(const struct usage *usage);

#endif
