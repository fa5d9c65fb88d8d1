/* remove.h - a tree of somebody else's making is taken away. */
/* SPDX-License-Identifier: MIT */
#ifndef REMOVE_H
#define REMOVE_H

/*
 * Host side. Empty the directory `top`, however deep it is and whatever its
 * files are made to withstand. Returns 0, or -1 and errno. unlink(2)
 */
int tree_empty(int top);

#endif
