/* target.h - places below a root that somebody else has filled. */
/* SPDX-License-Identifier: MIT */
#ifndef TARGET_H
#define TARGET_H

#include <stdbool.h>

/*
 * Guest side, before the pivot; all of them. `root` is a descriptor of the new
 * root. No path leads out of it, whatever links the image holds. openat2(2)
 */

/* Guest side. The directory `path`, made if missing. Follow `links`? */
int target_directory(int root, const char *path, bool links);

/* Guest side. The same, or a file if `source` is none: to be bound onto it. */
int target_like(int root, const char *path, int source);

/*
 * Guest side. `target`, if it is not the root itself: nobody would see what is
 * mounted on that. "/.." leads there, and a link can.
 */
int target_not_root(int root, const char *path, int target);

/*
 * Guest side. Die if `target` is something that the kernel says of itself: who
 * puts a volume there by a link in the image replaces what others rely on.
 */
void target_not_kernel(const char *path, int target);

/* Guest side. Is nothing at `path`, and the root read-only? statvfs(3) */
bool target_is_impossible(int root, const char *path);

/* Either side. Is `fd` one, and not a file? */
bool target_is_directory(int fd);

/* Guest side. What stands at `path`, no link followed; or -1 and errno. */
int target_existing(int root, const char *path);

#endif
