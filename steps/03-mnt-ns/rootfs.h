/* rootfs.h - a root of its own that nobody walks out of, furnished. */
/* SPDX-License-Identifier: MIT */
#ifndef ROOTFS_H
#define ROOTFS_H

#include <linux/sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "options.h"

/* What spawn() must be asked for. mount_namespaces(7) */
#define ROOTFS_NAMESPACES CLONE_NEWNS

/* One mount of the guest. Tables of these end with an empty row. */
struct mount {
	const char *target;      /* below the new root; made where missing */
	const char *type;        /* a file system; NULL: `source` of the host */
	const char *source;      /* the directory or file to bind; of a file
				    system: in its place, where we may not */
	const char *options;     /* of the file system: "mode=755,size=64m" */
	unsigned int attributes; /* MOUNT_ATTR_*, mount_setattr(2) */
	bool given; /* by a person, who may aim at a symbolic link */
	const char *const *directories; /* made in a new one; NULL: none */
	int loose; /* `source`, opened by mounts_open(); 0: not yet */
};

/* One device node of the guest. null(4), random(4), tty(4) */
struct device {
	const char *name; /* below /dev */
	unsigned int major, minor;
	mode_t mode; /* S_IFBLK | 0660; 0: S_IFCHR | 0666 */
	uid_t owner;
	gid_t group;
	const char *source; /* the host's; NULL: the one of that name */
};

/* A small file that this guest has for itself. */
struct text {
	const char *target;
	const char *text;
};

enum {
	MOST_ADDED = 32,
	MOST_GIVEN = 64,
	MOST_TEXTS = 8,
	MOST_DEVICES = 32,
};

/* All that stands in a guest's root beside its files. */
struct mounts {
	const struct mount *mounts;
	const struct device *devices; /* NULL: none */
	const char *const *masked;    /* hidden from the guest */
	const char *const *readonly;  /* seen, and not written */
	const char *directory;        /* made where missing; NULL: none */
	bool readonly_root;
	bool no_devices; /* no node is a device, but those that we give it */
	struct mount added[MOST_ADDED + 1]; /* after these, in order */
	size_t added_count;
	struct mount given[MOST_GIVEN + 1]; /* after all others, in order */
	size_t given_count;
	struct text texts[MOST_TEXTS + 1]; /* covered by what is given */
	size_t text_count;
	struct device given_devices[MOST_DEVICES + 1]; /* beside the others */
	size_t device_count;
};

/* What docker gives a container, and what we do unless told otherwise. */
extern const struct mount default_mounts[];
extern const struct device default_devices[];
extern const char *const default_masked[];
extern const char *const default_readonly[];

#define DEFAULT_MOUNTS                                                  \
	{                                                               \
		.mounts = default_mounts, .devices = default_devices,   \
		.masked = default_masked, .readonly = default_readonly, \
	}

/* The rows of an options table that fill `mounts`, as docker reads them. */
/* clang-format off */
#define MOUNTS_OPTIONS(mounts) \
	{ "volume", 'v', "SOURCE:DIR[:ro]", \
		"show SOURCE of the host as DIR", \
		mounts_take_volume, mounts }, \
	{ "tmpfs", 0, "DIR[:OPTIONS]", "an empty DIR, kept in memory", \
		mounts_take_tmpfs, mounts }, \
	{ "mount", 0, "TYPE,...", \
		"both in other words: type=bind,source=S,target=DIR", \
		mounts_take_mount, mounts }, \
	{ "read-only", 0, NULL, "keep the command from writing to /", \
		option_flag, &(mounts)->readonly_root }
/* clang-format on */

/*
 * Host side. Options that add to `given`; their target is a struct mounts.
 * --tmpfs DIR[:OPTIONS], --volume SOURCE:DIR[:ro] and --mount WORD=VALUE,...,
 * as docker reads them.
 */
option_take mounts_take_tmpfs, mounts_take_volume, mounts_take_mount;

/*
 * Host side. Add a mount of the launcher's own, which a person's may cover. The
 * strings are kept, not copied.
 */
void mounts_add(struct mounts *mounts, const struct mount *row);

/*
 * Host side. Let the guest see `text` in the file `target`, whatever its image
 * has there. Both are kept, not copied. NULL: leave the image's alone.
 */
void mounts_add_text(
	struct mounts *mounts, const char *target, const char *text);

/* Host side. Give the guest a device more. The strings are kept, not copied. */
void mounts_add_device(struct mounts *mounts, const struct device *device);

/*
 * Host side. Open what is bound with the rights that we have: in a user
 * namespace of its own, a guest may not come to where that is. It stays mounted
 * nowhere until the guest hangs it up. open_tree(2)
 */
void mounts_open(struct mounts *mounts);

/*
 * Guest side, before any mount. A new mount namespace is a copy of the host's;
 * keep what we mount from travelling back. mount_namespaces(7)
 */
void rootfs_private(void);

/*
 * Guest side. Make the directory `path` the root, mount into it what the tables
 * say, and let go of the host's. pivot_root(2)
 */
void rootfs_enter(const char *path, const struct mounts *mounts);

/*
 * Guest side, in a root that stands already. Mount what is given into it: there
 * it stays for all who see these mounts. move_mount(2)
 */
void rootfs_give(const struct mounts *mounts);

#endif
