/* force.h - a container goes, whatever it does and whatever it is like. */
/* SPDX-License-Identifier: MIT */
#ifndef FORCE_H
#define FORCE_H

#include <stdbool.h>

/*
 * Host side. Remove the container that `word` means. One that runs is killed,
 * one that is broken goes with all that there is of it. false: there is none.
 */
bool force_remove(const char *word);

#endif
