/* names.h - the names of containers, each of them one container's. */
/* SPDX-License-Identifier: MIT */
#ifndef NAMES_H
#define NAMES_H

#include <stdbool.h>

#include "container.h"

/*
 * Everything here is host side. A name is a symbolic link to an id, which can
 * be made only once. It counts as long as the container there says that it has
 * this name: what else there is was left by somebody who was killed half-way.
 */

/* Can it be one? docker's names, of up to LONGEST_CONTAINER_NAME characters. */
bool name_is_valid(const char *name);
void name_check(const char *name);

/* One that nobody has by now: "calm_femur". */
void name_choose(char name[LONGEST_CONTAINER_NAME + 1]);

/* Open the directory of all; one change at a time. close(2) lets go of it. */
int names_lock(void);

/* Whose is it? false: nobody's. */
bool name_owner(int names, const char *name, char id[ID_LENGTH + 1]);

/* Locked. Make it that one's: 0, or -1 and errno. Take it from that one. */
int name_take(int names, const char *name, const char *id);
void name_drop(int names, const char *name, const char *id);

/* Locked. Remove those that nobody has; `tell` is called for each. */
void names_sweep(int names, void (*tell)(const char *name));

/* Die because it is taken. */
_Noreturn void name_taken(const char *name, const char *id);

#endif
