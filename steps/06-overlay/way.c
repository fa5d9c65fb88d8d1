/* way.c - the way to a directory, on which nobody else can change a name. */
/* SPDX-License-Identifier: MIT */
#include "way.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "idmap.h"
#include "switches.h"

enum { MOST_LINKS = 40 };

/*
 * Root's, or ours. In a user namespace root of outside is shown as nobody, like
 * all who are not in there: by a number that somebody in there may have as
 * well. user_namespaces(7), /proc/sys/kernel/overflowuid
 */
static bool is_ours(uid_t user)
{
	struct idmap map;
	char nobody[16] = "";

	if (user == 0 || user == geteuid())
		return true;
	if (root_is_inner() &&
		read_at(AT_FDCWD, "/proc/sys/kernel/overflowuid", nobody,
			sizeof(nobody)) > 0 &&
		strtoul(nobody, NULL, 10) == user)
		return true;
	idmap_read(&map, "/proc/self/uid_map");
	return map.count && idmap_outside(&map, user) < 0;
}

/* A group with the number of its only user is no other's: useradd(8) */
static bool is_group_ours(gid_t group)
{
	return group == getegid() && group == geteuid();
}

static const char *fault_of(const struct stat *status)
{
	if (!is_ours(status->st_uid))
		return "belongs to another user";
	/* As in /tmp, a name is of whom the file is that it leads to. */
	if (status->st_mode & S_ISVTX)
		return NULL;
	if ((status->st_mode & S_IWOTH) ||
		((status->st_mode & S_IWGRP) && !is_group_ours(status->st_gid)))
		return "can be written to by others";
	return NULL;
}

static int way_begin(struct way *way)
{
	*way->text = '\0';
	if (way->at >= 0)
		close(way->at);
	way->at = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return way->at < 0 ? -1 : 0;
}

/* What the link `name` leads to comes next, and then what came after it. */
static int link_follow(struct way *way, const char *name)
{
	char target[PATH_MAX], further[sizeof(way->names)];
	ssize_t length = readlinkat(way->at, name, target, sizeof(target) - 1);

	if (length < 0)
		return -1;
	target[length] = '\0';
	length = snprintf(further, sizeof(further), "%s/%s", target,
		way->next ? way->next : "");
	errno = way->links++ < MOST_LINKS ? ENAMETOOLONG : ELOOP;
	if (length >= (ssize_t)sizeof(further) || errno == ELOOP)
		return -1;
	way->next = memcpy(way->names, further, (size_t)length + 1);
	return *target == '/' ? way_begin(way) : 0;
}

static int directory_enter(struct way *way, const char *name)
{
	size_t length = strlen(way->text), room = sizeof(way->text) - length;
	char *slash = strrchr(way->text, '/');
	int fd = openat(
		way->at, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return -1;
	close(way->at);
	way->at = fd;
	errno = ENAMETOOLONG;
	if (strcmp(name, "..") != 0)
		return snprintf(way->text + length, room, "/%s", name) <
				       (int)room
			       ? 0
			       : -1;
	if (slash)
		*slash = '\0';
	return 0;
}

/* Nothing can be made between our looking and our making but by us and root. */
static int directory_make(struct way *way, const char *name)
{
	if (mkdirat(way->at, name, 0700) == 0)
		way->made = way->made ? way->made
				      : strlen(way->text) + 1 + strlen(name);
	else if (errno != EEXIST)
		return -1;
	return directory_enter(way, name);
}

static int way_step(struct way *way, const char *name)
{
	struct stat own, there;

	if (!*name || !strcmp(name, "."))
		return 0;
	if (fstat(way->at, &own) < 0)
		return -1;
	way->fault = fault_of(&own);
	if (!way->fault &&
		fstatat(way->at, name, &there, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? directory_make(way, name) : -1;
	if (!way->fault && S_ISLNK(there.st_mode) && !is_ours(there.st_uid))
		way->fault = "has a link there that is another user's";
	errno = EPERM;
	if (way->fault)
		return -1;
	return S_ISLNK(there.st_mode) ? link_follow(way, name)
				      : directory_enter(way, name);
}

int way_open(struct way *way, const char *path)
{
	char here[PATH_MAX] = "";
	int failed, fd = -1;

	if (*path != '/' && !getcwd(here, sizeof(here)))
		return -1;
	way->next = way->names;
	way->at = -1;
	way->links = 0;
	snprintf(way->names, sizeof(way->names), "%s/%s", here, path);
	failed = way_begin(way);
	while (!failed && way->next)
		failed = way_step(way, strsep(&way->next, "/"));
	if (!failed)
		fd = openat(way->at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	failed = errno;
	close(way->at);
	errno = failed;
	return fd;
}
