/* storage.h - the ways to keep a layer, all with the same face. */
/* SPDX-License-Identifier: MIT */
#ifndef STORAGE_H
#define STORAGE_H

#include "overlay.h"
#include "view.h"

struct storage {
	const char *name;

	/* Host side. Fill the new, empty directory overlay->layer, or die. */
	void (*create)(const struct overlay *overlay);

	/* Host side. Make ready what create() made, now or long ago. */
	void (*open)(const struct overlay *overlay);

	/* Host side. The guest's root, mounted nowhere yet; -1 and errno. */
	int (*loosen)(const struct overlay *overlay);

	/*
	 * Guest side. The path of the guest's root, mounted if need be. NULL:
	 * only the host side can, and loosen() does.
	 */
	const char *(*mount)(const struct overlay *overlay);

	/* Host side, after the guest. What its root shows, to be compared. */
	void (*look)(const struct overlay *overlay, struct view *view);

	/*
	 * Host side. Let go of what open() has made ready in the directory
	 * `layer`, whoever did, and leave nothing but files and directories if
	 * it `vanishes`. Does nothing to a layer of another kind.
	 */
	void (*close)(int layer, bool vanishes);
};

extern const struct storage storage_overlay, storage_btrfs, storage_dm,
	storage_copy, storage_none;

/* All of them; ends with NULL. */
extern const struct storage *const storages[];

#endif
