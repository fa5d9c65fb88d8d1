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

/*
 * Choose overlay->entry. Names of ours begin with a dot, as none does that a
 * person gives, and say nothing else.
 */
void layer_choose(struct overlay *overlay);

/* Is this what we call something that nobody has given a name? 16 digits. */
bool layer_is_number(const char *name);

/*
 * Open and lock the layer `entry`. The lock is on the directory itself, so it
 * cannot go stale: whoever is killed lets go of it. It counts only if the name
 * still leads there, for its owner may have been about to remove it. Returns a
 * descriptor, or -1 and errno: EWOULDBLOCK, ENOENT. flock(2)
 */
int layer_lock(int layers, const char *entry);

/* The same for that with overlay->name, if somebody looks at it just now. */
int layer_wait(const struct overlay *overlay);

/* Open and locked by the program that we were before, if it is; else -1. */
int layer_kept(const struct overlay *overlay);

/* Find and lock the layer that overlay->name asks for; false: there is none. */
bool layer_find(struct overlay *overlay);

/* Make the directory of a new one, locked, under a name that nobody knows. */
void layer_make(struct overlay *overlay);

/* It is whole: note what it was made on, and give it the name it has. */
void layer_finish(struct overlay *overlay);

/* Throw ours away, or let go of it if it is kept. */
void layer_close(struct overlay *overlay);

/* All that is to be done when a guest has ended; for undo_later(). */
void overlay_undo(void *argument);

/*
 * Remove what launchers left that were killed: layers that were to be thrown
 * away, and what was made ready for others. Nobody has a lock on these.
 */
void layers_sweep(int layers);

#endif
