/* layer.h - one layer: its name, its lock, what it was made on. */
/* SPDX-License-Identifier: MIT */
#ifndef LAYER_H
#define LAYER_H

#include <stdbool.h>

#include "overlay.h"

/* Everything here is host side, but for this. */

/* Either side. The path of `name` in our layer, in a static buffer. */
const char *layer_path(const struct overlay *overlay, const char *name);

/* A name that docker would take, or death. */
void layer_check_name(const char *name);

/* Lock the kept layer that overlay->name asks for; false: there is none. */
bool layer_find(struct overlay *overlay);

/* Make the directory of a new one, locked, under a name that nobody knows. */
void layer_make(struct overlay *overlay);

/* It is whole: note what it was made on, and give it the name it has. */
void layer_finish(struct overlay *overlay);

/* Throw ours away, or let go of it if it is kept. */
void layer_close(struct overlay *overlay);

/* Remove the layers that nobody has locked and nobody knows by name. */
void layers_sweep(int layers);

#endif
