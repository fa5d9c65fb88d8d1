/* owner.h - whose the guest's user namespace is. */
/* SPDX-License-Identifier: MIT */
#ifndef OWNER_H
#define OWNER_H

#include "idmap.h"

/*
 * Host side. From here to owner_return() we are the user who shall own the user
 * namespace that we make: one that nobody else is, nor the guest with its map
 * `uids`. Where there is none, we stay who we are. user_namespaces(7)
 */
void owner_become(const struct idmap *uids);

/* Host side. Be root again; undo_all() does it, too. */
void owner_return(void);

#endif
