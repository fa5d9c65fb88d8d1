/* copy.h - a tree is copied, with all that its files have. */
/* SPDX-License-Identifier: MIT */
#ifndef COPY_H
#define COPY_H

/*
 * Host side. Copy what is in the directory `from` into the empty directory
 * `to`, or die: hard links stay links, holes stay holes, and blocks are shared
 * where the file system can. What is mounted in it stays out, as it does for an
 * overlay. Signals that end a process do, though they are held back.
 */
void tree_copy(int from, int to);

/*
 * Host side. The contents of the file open as `from`. 0, or -1 and errno: EINTR
 * if patience_lost().
 */
int contents_copy(int from, int to);

#endif
