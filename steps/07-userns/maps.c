/* maps.c - a child's maps are written. */
/* SPDX-License-Identifier: MIT */
#include "maps.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

#include "helper.h"

bool map_is_own(const struct idmap *map, unsigned long id)
{
	return map->count == 1 && map->extents[0].count == 1 &&
	       map->extents[0].outside == id;
}

/*
 * The files of our child in /proc, and no other's: in a pid namespace of our
 * own, /proc may still be that of another, where `pid` is somebody else.
 */
static int child_open(pid_t pid)
{
	char path[32], status[8192], expected[64];
	const char *line;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d", pid);
	fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || read_at(fd, "status", status, sizeof(status)) < 0)
		die("open", "cannot find the guest in /proc");
	snprintf(expected, sizeof(expected), "\nPPid:\t%d\n", getpid());
	line = strstr(status, "\nNSpid:\t");
	if (!strstr(status, expected) || !line ||
		atoi(line + strlen("\nNSpid:\t")) != pid)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "mount the one of this pid namespace:"
				       " mount -t proc proc /proc" },
			"/proc shows the processes of another pid namespace");
	return fd;
}

static void map_write(int child, const char *file, const struct idmap *map)
{
	char text[LONGEST_MAP];

	if (write_at(child, file, "%s", idmap_text(map, text)) < 0)
		die("proc_pid_uid_map(5)", "cannot write the guest's '%s'",
			file);
}

/*
 * Groups can also take rights away: a file may be closed to one and open to all
 * others. Who could leave such a group would get in, so whoever writes a map of
 * groups without root's help must give that up for good. setgroups(2)
 */
static void groups_keep(int child)
{
	if (write_at(child, "setgroups", "deny") < 0)
		die("proc_pid_uid_map(5)", "cannot write the guest's"
					   " 'setgroups'");
}

void maps_write(const struct userns *userns, pid_t pid)
{
	bool own_user =
		userns->rootless && map_is_own(&userns->uids, geteuid());
	bool own_group =
		userns->rootless && map_is_own(&userns->gids, getegid());
	int child = child_open(pid);

	if (own_group)
		groups_keep(child);
	if (own_group || !userns->rootless)
		map_write(child, "gid_map", &userns->gids);
	else
		helper_write("newgidmap", pid, &userns->gids);
	if (own_user || !userns->rootless)
		map_write(child, "uid_map", &userns->uids);
	else
		helper_write("newuidmap", pid, &userns->uids);
	close(child);
}
