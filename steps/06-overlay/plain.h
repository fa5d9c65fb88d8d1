/* plain.h - a layer that is a whole tree, in its directory "root". */
/* SPDX-License-Identifier: MIT */
#ifndef PLAIN_H
#define PLAIN_H

#include "overlay.h"
#include "view.h"

/* Host side. A descriptor of it. */
int plain_root(const struct overlay *overlay);

/* Host side. It, mounted nowhere, with the owners that the guest has. */
int plain_loosen(const struct overlay *overlay);

/* Guest side. Its path: nothing has to be mounted. */
const char *plain_path(const struct overlay *overlay);

/* Host side. A view of it: there is no other that shows through. */
void plain_look(const struct overlay *overlay, struct view *view);

#endif
