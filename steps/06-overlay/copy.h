/* copy.h - a tree is copied, with all that its files have. */
/* SPDX-License-Identifier: MIT */
#ifndef COPY_H
#define COPY_H

#include "view.h"

/*
 * Host side. Copy what `from` shows into the empty directory `to`, or die: hard
 * links stay links, holes stay holes, and blocks are shared where the file
 * system can. What is mounted in it stays out, as it does for an overlay.
 * Signals that end a process do, though they are held back.
 */
void tree_copy(struct view *from, int to);

#endif
