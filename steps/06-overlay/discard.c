/* discard.c - the end of a layer: thrown away, let go of, or swept up. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "spawn.h"

#include "layer.h"
#include "remove.h"
#include "storage.h"

/* Whatever kind of layer it is, or half of it. */
static void kinds_close(int layer, bool vanishes)
{
	for (size_t i = 0; storages[i]; i++)
		if (storages[i]->close)
			storages[i]->close(layer, vanishes);
}

static void layer_remove(int layers, const char *entry, int layer)
{
	kinds_close(layer, true);
	if (tree_empty(layer) < 0 || unlinkat(layers, entry, AT_REMOVEDIR) < 0)
		warn_line("cannot remove the layer '%s': %s", entry,
			strerror(errno));
}

/* If we are killed half-way, the next start goes on removing it. */
static void layer_doom(struct overlay *overlay)
{
	char name[LONGEST_NAME + 1];

	snprintf(name, sizeof(name), "%s", overlay->entry);
	layer_choose(overlay);
	if (renameat(overlay->layers, name, overlay->layers, overlay->entry) <
		0)
		snprintf(overlay->entry, sizeof(overlay->entry), "%s", name);
}

/*
 * What was kept goes if a guest has run on it that was to be its last, not if
 * one was refused; and what is new stays if one has run.
 */
static bool is_unwanted(const struct overlay *overlay)
{
	return spawn_ran() ? overlay->removes : overlay->fresh;
}

void layer_close(struct overlay *overlay)
{
	if (overlay->layer < 0)
		return;
	if (*overlay->entry != '.' && !overlay->scratch && is_unwanted(overlay))
		layer_doom(overlay);
	if (*overlay->entry == '.')
		layer_remove(overlay->layers, overlay->entry, overlay->layer);
	else
		kinds_close(overlay->layer, false);
	close(overlay->layer);
	overlay->layer = -1;
}

/* The layer `entry`, if nobody uses it: is there something left of its user? */
static void entry_sweep(int layers, const char *entry)
{
	bool is_nameless = *entry == '.';
	int layer;

	if (is_nameless && !layer_is_number(entry + 1))
		return; /* not ours */
	layer = layer_lock(layers, entry);
	if (layer < 0)
		return;
	if (is_nameless)
		layer_remove(layers, entry, layer);
	else
		kinds_close(layer, false);
	close(layer);
}

void layers_sweep(int layers)
{
	int fd = openat(layers, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);

	if (!directory)
		die("open", "cannot list the layers");
	for (struct dirent *entry; (entry = readdir(directory));)
		entry_sweep(layers, entry->d_name);
	closedir(directory);
}
