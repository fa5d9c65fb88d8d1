/* figure.h - numbers in the files of a group. */
/* SPDX-License-Identifier: MIT */
#ifndef FIGURE_H
#define FIGURE_H

#include <stdint.h>

#define UNKNOWN (UINT64_MAX - 1) /* UINT64_MAX is UNLIMITED */

/*
 * Host side. The number in the file `file` of the group, or the last one in its
 * line that starts with the words `key`. UNKNOWN if there is no such file or
 * line; UNLIMITED for "max", and for as much as version 1 can count.
 */
uint64_t figure_read(int group, const char *file, const char *key);

#endif
