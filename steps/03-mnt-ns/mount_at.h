/* mount_at.h - mounts made on descriptors, which nobody can exchange. */
/* SPDX-License-Identifier: MIT */
#ifndef MOUNT_AT_H
#define MOUNT_AT_H

/*
 * Guest side, before the pivot; all of them. Mount a new file system of `type`
 * on the directory `target`, or what `source` shows, with all below it.
 * `attributes` are MOUNT_ATTR_*. They return a descriptor of what was mounted,
 * or -1 and errno. fsopen(2), open_tree(2), move_mount(2)
 */
int mount_new_at(const char *type, const char *options, int target,
	unsigned int attributes);
int mount_bind_at(int source, int target, unsigned int attributes);

/* Guest side. Hang up `tree`, which mounts_open() has opened. */
int mount_loose_at(int tree, int target, unsigned int attributes);

/* Guest side. Make the mount with the root `mounted` read-only. 0, or -1. */
int mount_protect(int mounted);

/* Guest side. The same three with mount(2), as before Linux 5.12. */
int mount_new_old(const char *type, const char *options, int target,
	unsigned int attributes);
int mount_bind_old(int source, int target, unsigned int attributes);
int mount_protect_old(int mounted);

#endif
