/* surroundings.h - what is around us: a container, WSL, a chroot? */
/* SPDX-License-Identifier: MIT */
#ifndef SURROUNDINGS_H
#define SURROUNDINGS_H

#include <stdbool.h>

/* What we are inside of, with the evidence; NULL: nothing that we see. */
const char *surroundings(void);

/* NULL: none. */
const char *surroundings_filter(void);

/* The type of the root file system, and how its mount propagates. */
const char *surroundings_root(void);
const char *surroundings_propagation(void);

bool is_user_namespace(void);

#endif
