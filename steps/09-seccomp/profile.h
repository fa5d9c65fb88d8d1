/* profile.h - a list of somebody else's, in docker's form. */
/* SPDX-License-Identifier: MIT */
#ifndef PROFILE_H
#define PROFILE_H

#include <stdint.h>

#include "list.h"

/*
 * Host side. What is in `file`, checked: an error is one line that names the
 * file and the member, and 125.
 */
void *profile_read(const char *file);

/* Either side. Compile it for who has `capabilities`. */
void profile_compile(struct list *list, const char *file, void *profile,
	uint64_t capabilities);

#endif
