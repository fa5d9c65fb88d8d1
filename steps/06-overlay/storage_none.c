/* storage_none.c - no layer: the guest writes into the directory itself. */
/* SPDX-License-Identifier: MIT */
#include "storage.h"

static const char *none_mount(const struct overlay *overlay)
{
	return overlay->paths[0];
}

const struct storage storage_none = { .name = "none", .mount = none_mount };
