/* storage_none.c - no layer: the guest writes into the directory itself. */
/* SPDX-License-Identifier: MIT */
#include "loose.h"
#include "storage.h"

static const char *none_mount(const struct overlay *overlay)
{
	return overlay->paths[0];
}

static int none_loosen(const struct overlay *overlay)
{
	return loose_shown(overlay, overlay->lowers[0]);
}

const struct storage storage_none = {
	.name = "none",
	.loosen = none_loosen,
	.mount = none_mount,
};
