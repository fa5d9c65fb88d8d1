/* choose.c - how and where a layer is kept: the options that say it. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "nearest.h"

#include "layer.h"
#include "storage.h"

void overlay_take_storage(const struct option_row *option, const char *value)
{
	struct overlay *overlay = option->target;
	const char *names[8], *meant;
	size_t count = 0;

	for (; storages[count]; count++) {
		names[count] = storages[count]->name;
		if (strcmp(value, names[count]))
			continue;
		overlay->storage = storages[count];
		return;
	}
	meant = nearest(value, names, count);
	if (meant)
		options_refuse(
			"'--storage %s': did you mean '%s'?", value, meant);
	options_refuse("'--storage %s' is none of overlay, btrfs, dm, copy and"
		       " none",
		value);
}

void overlay_take_layer(const struct option_row *option, const char *value)
{
	struct overlay *overlay = option->target;

	layer_check_name(value);
	overlay->name = value;
}

void overlay_take_lower(const struct option_row *option, const char *value)
{
	struct overlay *overlay = option->target;

	if (overlay->below_count == MOST_LOWERS - 1)
		options_refuse("more than %d directories to stack: overlayfs"
			       " takes no more",
			MOST_LOWERS);
	overlay->below[overlay->below_count++] = value;
}
