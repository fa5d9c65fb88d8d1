/* range.h - which ids a guest gets if nobody says. */
/* SPDX-License-Identifier: MIT */
#ifndef RANGE_H
#define RANGE_H

#include <stdbool.h>

#include "idmap.h"

/* Host side. Is that the map of the host itself, which has every id? */
bool range_is_all(const struct idmap *own);

/*
 * Host side. Fill `map` for root. `own` is our own map, /proc/self/uid_map:
 * what is not in there, is nobody's to give.
 */
void range_of_root(struct idmap *map, const char *own);

/*
 * Host side. Fill `map` for a user: `id`, which is the user's own, as 0, and
 * what the file `given` (/etc/subuid, /etc/subgid) has for it. subuid(5)
 */
void range_of_user(struct idmap *map, unsigned long id, const char *given);

#endif
