/* userns.c - root inside, and nobody outside. */
/* SPDX-License-Identifier: MIT */
#include "userns.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/sched.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"
#include "file.h"
#include "spawn.h"
#include "undo.h"

#include "helper.h"
#include "maps.h"
#include "owner.h"
#include "range.h"

uint64_t userns_namespaces(const struct userns *userns)
{
	return userns->off ? 0 : CLONE_NEWUSER;
}

/* Without a program that may write it, a map has the user's own id alone. */
static void map_of_user(const struct userns *userns, struct idmap *map,
	unsigned long id, const char *given, const char *helper)
{
	const char *cure = NULL;

	range_of_user(map, id, given);
	if (map->count == 1)
		cure = "has nothing for you";
	else if (!helper_exists(helper))
		cure = "is not used: newuidmap and newgidmap are missing"
		       " (package uidmap or shadow)";
	if (!cure)
		return;
	map->count = 1;
	if (!userns->again)
		warn_line("one id only, your own, and not a range: %s %s",
			given, cure);
}

static void maps_choose(struct userns *userns)
{
	bool alone;

	if (!userns->uids.count && userns->rootless)
		map_of_user(userns, &userns->uids, geteuid(), "/etc/subuid",
			"newuidmap");
	else if (!userns->uids.count && !userns->gids.count)
		range_of_root(&userns->uids, "/proc/self/uid_map");
	else if (!userns->uids.count)
		userns->uids = userns->gids;
	alone = map_is_own(&userns->uids, geteuid());
	if (userns->gids.count)
		return;
	if (!userns->rootless)
		userns->gids = userns->uids;
	else if (alone) /* and has been told so, or has asked for it */
		idmap_add(&userns->gids, &(struct extent){ 0, getegid(), 1 });
	else
		map_of_user(userns, &userns->gids, getegid(), "/etc/subgid",
			"newgidmap");
}

static void never(void *argument)
{
	(void)argument; /* its gate stays closed */
}

/* The user namespace of our child `pid`. */
static int users_open(pid_t pid)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/ns/user", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		die("open", "cannot open '%s'", path);
	return fd;
}

/*
 * A namespace with the guest's maps, before there is the guest: its files are
 * made ready with it. A descriptor keeps it when its only process has gone.
 */
static int twin_make(const struct userns *userns)
{
	struct child child = spawn(CLONE_NEWUSER, never, NULL);
	int fd;

	maps_write(userns, child.pid);
	fd = users_open(child.pid);
	spawn_dismiss(&child);
	return fd;
}

void userns_prepare(struct userns *userns)
{
	struct idmap own;

	userns->rootless = !userns->off && geteuid() != 0;
	if (userns->off && (userns->uids.count || userns->gids.count))
		options_refuse("--userns host has no maps: leave --uidmap and"
			       " --gidmap out");
	if (userns->off)
		return;
	maps_choose(userns);
	if (idmap_outside(&userns->uids, 0) < 0 ||
		idmap_outside(&userns->gids, 0) < 0)
		options_refuse("a guest starts as root, so user and group 0"
			       " have to be mapped: --uidmap 0:OUT:COUNT");
	idmap_read(&own, "/proc/self/uid_map");
	/* Only the host's own root may show files as other users'. */
	if (!userns->rootless && range_is_all(&own))
		userns->twin = twin_make(userns);
}

void userns_inherit(struct userns *userns)
{
	if (userns->guest < 0)
		return;
	if (setns(userns->guest, CLONE_NEWUSER) < 0 || setresgid(0, 0, 0) < 0 ||
		setresuid(0, 0, 0) < 0)
		warn_line(
			"cannot become root of the guest: %s", strerror(errno));
	close(userns->guest);
	userns->guest = -1;
}

static void userns_undo(void *argument)
{
	userns_inherit(argument);
}

void userns_resume(struct userns *userns)
{
	userns->again = true;
	userns->rootless = !userns->off && geteuid() != 0;
	if (!userns->rootless)
		return;
	maps_choose(userns);
	userns->guest = twin_make(userns);
	undo_later(userns_undo, userns);
}

void userns_own(const struct userns *userns)
{
	if (!userns->off && !userns->rootless)
		owner_become(&userns->uids);
}

void userns_map(struct userns *userns, pid_t pid)
{
	owner_return();
	if (userns->off)
		return;
	maps_write(userns, pid);
	if (!userns->rootless)
		return;
	userns->guest = users_open(pid);
	undo_later(userns_undo, userns);
}

/* Denied for a single id, and in all that is nested in such a namespace. */
static bool may_set_groups(void)
{
	char text[16] = "";

	read_at(AT_FDCWD, "/proc/self/setgroups", text, sizeof(text));
	return strcmp(text, "deny\n") != 0;
}

long userns_root(const struct userns *userns)
{
	return userns->off || userns->rootless
		       ? -1
		       : idmap_outside(&userns->uids, 0);
}

void userns_enter(const struct userns *userns)
{
	if (userns->off)
		return;
	/* The caller's groups mean nothing here, and open files out there. */
	if (may_set_groups() && setgroups(0, NULL) < 0)
		die("setgroups", "cannot leave the caller's groups");
	if (setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0)
		die("setresuid", "cannot become root of the user namespace");
	/* Until exec, our memory and descriptors are the host's. */
	if (prctl(PR_SET_DUMPABLE, 0) < 0)
		die("prctl", "cannot keep our memory to ourselves");
	spawn_tie();
}
