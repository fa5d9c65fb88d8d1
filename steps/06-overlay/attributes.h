/* attributes.h - what a file has beside its contents. */
/* SPDX-License-Identifier: MIT */
#ifndef ATTRIBUTES_H
#define ATTRIBUTES_H

#include <stdbool.h>
#include <stddef.h>

/* Everything here is either side; files are named by directory and name. */

/*
 * Give the file `to` the owner, mode, extended attributes and times of the one
 * that is open as `from`, at least by O_PATH, or die. Those attributes are left
 * out in which an overlay notes its own.
 */
void attributes_copy(int from, int to_directory, const char *to);

/* Are the extended attributes of the two the same, those left out? xattr(7) */
bool attributes_same(int one_directory, const char *one, int other_directory,
	const char *other);

/*
 * In which of them an overlay keeps its notes: "trusted", which is root's, or
 * "user", for who `is_user` outside, and in a user namespace for all. xattr(7)
 */
const char *attribute_space(bool is_user);

/* The attribute SPACE.overlay.NAME of a file: its first letter, or 0. */
int attribute_of_overlay(
	int directory, const char *file, const char *space, const char *name);

#endif
