/* caps.h - who the command is, and what it may do as that. */
/* SPDX-License-Identifier: MIT */
#ifndef CAPS_H
#define CAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "options.h"

enum { MOST_GROUPS_ADDED = 64 };

/* In a set, capability number N is bit N. capabilities(7) */
struct caps {
	uint64_t add, drop; /* changes to what docker gives */
	uint64_t never;     /* whatever is asked for; empty: all can be had */
	bool add_all, drop_all;
	bool no_new_privs; /* no program it runs may raise its rights */
	const char *user;  /* a name or a number; NULL: root */
	const char *group; /* the same; NULL: the user's own */
	const char *groups_added[MOST_GROUPS_ADDED];
	size_t group_count;
	bool groups_fixed; /* nobody may leave a group there; else we look */
};

/* The rows of an options table that fill `caps`, named as docker names them. */
/* clang-format off */
#define CAPS_OPTIONS(caps) \
	{ "cap-add", 0, "NAME[,NAME]", "give a capability, or ALL", \
		caps_take_add, caps }, \
	{ "cap-drop", 0, "NAME[,NAME]", "take a capability away, or ALL", \
		caps_take_drop, caps }, \
	{ "cap-list", 0, NULL, "tell what each capability opens", \
		caps_take_list, caps }, \
	{ "privileged", 0, NULL, NULL, caps_take_privileged, caps }, \
	{ "user", 'u', "USER[:GROUP]", \
		"who the command is: names inside, or numbers", \
		caps_take_user, caps }, \
	{ "group-add", 0, "GROUP", "one more group that it is in", \
		caps_take_group_add, caps }, \
	{ "security-opt", 0, "no-new-privileges", \
		"no program raises its rights", \
		caps_take_no_new_privileges, caps }
/* clang-format on */

option_take caps_take_add, caps_take_drop, caps_take_list, caps_take_privileged;
option_take caps_take_user, caps_take_group_add, caps_take_no_new_privileges;

/*
 * Guest side, before caps_apply(). The capabilities that the command can ever
 * have. Dies if one was asked for that we do not have ourselves.
 */
uint64_t caps_bounds(const struct caps *caps);

/*
 * Guest side, in its own root: names are looked up there. Become the user, and
 * give up for good all capabilities that the command shall not have, also if it
 * runs a program of root's. Nothing that needs them works after this.
 * capabilities(7), credentials(7)
 */
void caps_apply(const struct caps *caps);

#endif
