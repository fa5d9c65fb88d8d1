/* resume.c - a layer, taken up by another program than has made it ready. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>

#include "fd.h"
#include "undo.h"

#include "layer.h"
#include "store.h"

void overlay_keep(const struct overlay *overlay)
{
	fd_keep(overlay->layer);
}

static bool overlay_find(struct overlay *overlay)
{
	int error;

	store_open(overlay);
	overlay->layer = layer_kept(overlay);
	if (overlay->layer < 0)
		overlay->layer = layer_wait(overlay);
	error = errno;
	snprintf(overlay->entry, sizeof(overlay->entry), "%s", overlay->name);
	/* It ran elsewhere: nobody here can say that it did not. */
	overlay->fresh = overlay->removes;
	if (overlay->layer < 0)
		store_close(overlay);
	errno = error;
	return overlay->layer >= 0;
}

bool overlay_resume(struct overlay *overlay)
{
	if (!overlay_find(overlay))
		return false;
	undo_later(overlay_undo, overlay);
	return true;
}
