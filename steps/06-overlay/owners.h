/* owners.h - whose the files of a layer are, if the guest's ids are others. */
/* SPDX-License-Identifier: MIT */
#ifndef OWNERS_H
#define OWNERS_H

#include <stdbool.h>
#include <sys/types.h>

#include "overlay.h"

/*
 * Host side, with the lower directories open. Choose a storage whose files have
 * the owners that the guest's maps ask for: where they cannot be shown so, a
 * copy that is the guest's own.
 */
void owners_choose(struct overlay *overlay);

/* Host side, before the layer is filled. What is copied into it is whose? */
void owners_fix(const struct overlay *overlay);

/* Host side. Whose is the copy of a file of that user, of that group? */
uid_t owner_of_copy(uid_t user);
gid_t group_of_copy(gid_t group);

/*
 * Host side. Are we somebody who can only make files of our own, no devices and
 * no capabilities, and who may not read everything?
 */
bool owners_are_we(void);

/* Host side. Then what its owner has closed to us stays empty in a copy. */
bool owners_close(int error);

#endif
