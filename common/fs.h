/* fs.h - a file system mounted in steps, each of them a call. */
/* SPDX-License-Identifier: MIT */
#ifndef FS_H
#define FS_H

/*
 * Thin wrappers, either side: the C library has some since 2.36, in a header
 * that clashes with linux/mount.h. All of them return -1 and errno.
 */

/* Either side. Begin a file system of `type`. fsopen(2), since Linux 5.2 */
int fs_open(const char *type);

/* Either side. Tell `fs` an option; a flag has no `value`. fsconfig(2) */
int fs_set(int fs, const char *key, const char *value);

/*
 * Either side. Make it and mount it nowhere yet, with `attributes`
 * (MOUNT_ATTR_*). Returns a descriptor of its root. fsmount(2)
 */
int fs_mount(int fs, unsigned int attributes);

/*
 * Guest side. Hang the loose mount `tree` on `target`. Returns `tree`; closes
 * it if that failed. move_mount(2)
 */
int fs_attach(int tree, int target);

/*
 * Host side. What `fd` shows, with all that is mounted below it: a mount of its
 * own that hangs nowhere yet, and that nothing travels to or from. Since Linux
 * 5.12, with CAP_SYS_ADMIN. open_tree(2)
 */
int fs_tree(int fd);

/*
 * Host side. The same without what is mounted below it, since Linux 5.2, for
 * who looks into it.
 */
int fs_alone(int fd);

/*
 * Host side. Show the owners in the loose mount `tree` as the user namespace
 * open as `users` maps them: what is 0 on the disk is whoever is 0 in there.
 * Returns 0. MOUNT_ATTR_IDMAP, mount_setattr(2)
 */
int fs_shift(int tree, int users);

#endif
