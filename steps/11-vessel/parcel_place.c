/* parcel_place.c - where what arrives is put. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

#include "parcel.h"

static _Noreturn void place_refuse(const char *path, const char *why)
{
	die_of(&(struct death){ .code = EXIT_LAUNCHER },
		"cannot copy to '%s': %s", path, why);
}

/* The last name of `path`, or NULL where that is ".", ".." or the root. */
static const char *place_name(const char *path)
{
	static char copy[PATH_MAX];
	size_t length = strlen(path);
	char *name;

	while (length > 1 && path[length - 1] == '/')
		length--;
	if (length >= sizeof(copy))
		place_refuse(path, strerror(ENAMETOOLONG));
	memcpy(copy, path, length);
	copy[length] = '\0';
	name = strrchr(copy, '/') ? strrchr(copy, '/') + 1 : copy;
	if (!*name || !strcmp(name, ".") || !strcmp(name, ".."))
		return NULL;
	return name;
}

/* The directory that it is in. */
static int place_parent(const char *path, const char *name)
{
	char parent[PATH_MAX];
	size_t length = strlen(path), above;
	int fd;

	while (path[length - 1] == '/')
		length--;
	above = length - strlen(name);
	snprintf(parent, sizeof(parent), "%.*s", above ? (int)above : 1,
		above ? path : ".");
	fd = parcel_open(parent, true);
	if (fd < 0)
		die_of(&(struct death){ EXIT_LAUNCHER, errno, NULL, NULL },
			"no such directory: '%s'", parent);
	return fd;
}

/* A link to a file, in a root whose links lead nowhere else. */
static bool place_is_linked(const struct parcel *parcel, const char *path,
	const struct stat *status)
{
	struct stat link;
	int fd = parcel_open(path, false);
	bool linked = fd >= 0 && fstat(fd, &link) == 0 && S_ISLNK(link.st_mode);

	if (fd >= 0)
		close(fd);
	return linked && parcel->follows && S_ISREG(status->st_mode);
}

/* In the place of what is there, or where nothing is. */
static struct parcel_place place_beside(const struct parcel *parcel,
	const char *path, int fd, const struct stat *status)
{
	struct parcel_place place = { .file = -1 };

	place.name = place_name(path);
	if (!place.name)
		place_refuse(path, "it has no name");
	place.directory = place_parent(path, place.name);
	if (fd >= 0 && place_is_linked(parcel, path, status))
		place.file = parcel_reopen(parcel, fd, O_WRONLY | O_TRUNC);
	return place;
}

struct parcel_place parcel_place_find(
	const struct parcel *parcel, const char *path, bool is_directory)
{
	int fd = parcel_open(path, true);
	bool slash = *path && path[strlen(path) - 1] == '/';
	struct parcel_place place = { .directory = fd, .file = -1 };
	struct stat status = { 0 };

	if (fd < 0 && errno != ENOENT)
		die("open", "cannot copy to '%s'", path);
	if (fd >= 0 && fstat(fd, &status) < 0)
		die("stat", "cannot copy to '%s'", path);
	if (fd >= 0 && S_ISDIR(status.st_mode)) {
		place.name = parcel->as;
		return place;
	}
	if (fd >= 0 && (is_directory || slash))
		place_refuse(path, "it is no directory");
	if (parcel->is_tar || (slash && !is_directory))
		place_refuse(path, "there is no such directory");
	place = place_beside(parcel, path, fd, &status);
	if (fd >= 0)
		close(fd);
	return place;
}
