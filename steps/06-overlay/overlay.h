/* overlay.h - a root that is written to, and is as before for the next one. */
/* SPDX-License-Identifier: MIT */
#ifndef OVERLAY_H
#define OVERLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "idmap.h"
#include "options.h"

enum { MOST_LOWERS = 500, LONGEST_NAME = 128 };

struct storage; /* one way to keep a layer */

/* What a guest writes, and where. Fields below the blank line are our own. */
struct overlay {
	const struct storage *storage; /* NULL: the layer's own, or overlay */
	const char *name;              /* keep the layer; NULL: throw it away */
	const char *storage_directory; /* NULL: the user's, or the system's */
	const char *below[MOST_LOWERS]; /* --lower: under the root, top first */
	size_t below_count;
	bool removes; /* throw it away at the end though it has a name */
	bool shows;   /* say at the end what has changed */
	void (*tell)(char kind, const char *path); /* each; NULL: lines */
	bool no_sweep; /* look for nobody's layers: somebody else does */
	const struct idmap *uids, *gids; /* whose the files are; NULL: as is */
	int users;      /* a user namespace with these maps; -1: none */
	bool userxattr; /* we are root in a user namespace only */

	int lowers[MOST_LOWERS + 1]; /* the root and those below it, open */
	size_t lower_count;
	const char *paths[MOST_LOWERS + 1]; /* and their names */
	int layers; /* the directory of all layers; -1: none */
	int layer;  /* that of ours, locked; -1: none */
	char entry[LONGEST_NAME + 1]; /* its name among the layers */
	bool scratch;                 /* it is in memory, and mounted nowhere */
	bool fresh;                   /* it was not there before */
	int tree; /* the guest's root, mounted nowhere; -1: not yet */
	struct timespec since; /* when it was made */
};

#define DEFAULT_OVERLAY                                            \
	{                                                          \
		.layers = -1, .layer = -1, .users = -1, .tree = -1 \
	}

/* The rows of an options table that fill `overlay`. */
/* clang-format off */
#define OVERLAY_OPTIONS(overlay) \
	{ "storage", 0, "KIND", "overlay, btrfs, dm, copy, or none", \
		overlay_take_storage, overlay }, \
	{ "layer", 0, "NAME", "keep what is written, or go on with it", \
		overlay_take_layer, overlay }, \
	{ "lower", 0, "DIR", "what shows where --rootfs has nothing", \
		overlay_take_lower, overlay }, \
	{ "diff", 0, NULL, "list at the end what was written", \
		option_flag, &(overlay)->shows }, \
	{ "rm", 0, NULL, "throw the layer away at the end", \
		option_flag, &(overlay)->removes }, \
	{ "storage-dir", 0, "DIR", "where layers lie (/var/lib/vessel)", \
		option_string, &(overlay)->storage_directory }
/* clang-format on */

option_take overlay_take_storage, overlay_take_layer, overlay_take_lower;

/* Host side. Is there a layer at all, or is the root itself written to? */
bool overlay_has_layer(const struct overlay *overlay);

/*
 * Host side, before overlay_prepare(). The guest's ids are others outside, as
 * the maps say, and as the user namespace `users` does; that is -1 if we are
 * not root, and all that we make is ours. user_namespaces(7)
 */
void overlay_map(struct overlay *overlay, const struct idmap *uids,
	const struct idmap *gids, int users);

/*
 * Host side, before the guest is born. Make a layer to be written to on top of
 * the directory `rootfs`, or find the kept one, and lock it: it is one guest's
 * at a time. undo_all() throws it away, or lets go of it. Removes what launches
 * that were killed have left. overlayfs in the kernel's documentation
 */
void overlay_prepare(struct overlay *overlay, const char *rootfs);

/*
 * Guest side, after rootfs_private(). Mount the layer. Returns the path of the
 * guest's root, in a static buffer.
 */
const char *overlay_mount(const struct overlay *overlay);

/*
 * Host side, before undo_all(). If asked for, list on stdout what the layer
 * adds (A), changes (C) and deletes (D), as docker-diff(1) does. Returns the
 * command's own `code`; if that is 0 and the list is not whole, EXIT_LAUNCHER.
 */
int overlay_report(const struct overlay *overlay, int code);

/*
 * Host side, before we become another program, which is to take up where we
 * were: the lock on the layer lives on. There, or after a launcher that was
 * killed, find the layer `name` and lock it again; false and errno: it is not
 * there (ENOENT), or in use. undo_all() does as it would have done in the
 * launcher.
 */
void overlay_keep(const struct overlay *overlay);
bool overlay_resume(struct overlay *overlay);

/*
 * Host side, instead of overlay_prepare(), for overlay_report() alone, also
 * while a guest has the layer `name`: nothing is locked or made. False: there
 * is none, or only who has it can look at it.
 */
bool overlay_look(struct overlay *overlay, const char *rootfs);

/* Host side. List it. */
void overlay_diff(const struct overlay *overlay);

#endif
