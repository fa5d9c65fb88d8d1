/* userns.h - root inside, and nobody outside. */
/* SPDX-License-Identifier: MIT */
#ifndef USERNS_H
#define USERNS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "idmap.h"
#include "options.h"

/* Who is who. Fields below the blank line are our own. */
struct userns {
	bool off;                /* --userns host */
	struct idmap uids, gids; /* empty: we choose */

	bool rootless; /* we are not root, and others write the maps for us */
	int twin;      /* root: a namespace with the same maps; -1: none */
	int guest;     /* others: that of the guest; -1 */
	bool again;    /* what there is to say of the maps has been said */
};

#define DEFAULT_USERNS                  \
	{                               \
		.twin = -1, .guest = -1 \
	}

/* The rows of an options table that fill `userns`, named as docker and podman
 * name them. */
/* clang-format off */
#define USERNS_OPTIONS(userns) \
	{ "userns", 0, "MODE", "private, or host: root is the host's root", \
		userns_take_mode, userns }, \
	{ "uidmap", 0, "IN:OUT:COUNT", \
		"COUNT users from IN on are OUT... outside", \
		userns_take_map, &(userns)->uids }, \
	{ "gidmap", 0, "IN:OUT:COUNT", "the same for groups", \
		userns_take_map, &(userns)->gids }
/* clang-format on */

option_take userns_take_mode, userns_take_map;

/*
 * Host side, before the guest is born. Choose the ids where nobody has: for
 * root a range that no user has, for others those that /etc/subuid and
 * /etc/subgid give them beside their own. subuid(5)
 */
void userns_prepare(struct userns *userns);

/*
 * Host side, right before the guest is born, until userns_map(): be the one who
 * shall own its namespace, which is not root. user_namespaces(7)
 */
void userns_own(const struct userns *userns);

/* Host side. What spawn() must be asked for. user_namespaces(7) */
uint64_t userns_namespaces(const struct userns *userns);

/*
 * Host side. Write the maps of the guest `pid`, held at the gate: until then it
 * is nobody in there. newuidmap(1), user_namespaces(7)
 */
void userns_map(struct userns *userns, pid_t pid);

/*
 * Host side, after the guest; undo_all() does it, too. If we are not root, what
 * the guest's users have left is not ours: become root of its namespace, for
 * whom it is. setns(2)
 */
void userns_inherit(struct userns *userns);

/*
 * Host side, in place of the launcher that had this guest. If we are not root,
 * make another namespace with the same maps for userns_inherit().
 */
void userns_resume(struct userns *userns);

/* Host side. Who root is outside; -1: we. */
long userns_root(const struct userns *userns);

/* Guest side, before any mount. Become root of the namespace. setresuid(2) */
void userns_enter(const struct userns *userns);

#endif
