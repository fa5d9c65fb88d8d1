/* attributes.c - what a file has beside its contents. */
/* SPDX-License-Identifier: MIT */
#include "attributes.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "die.h"
#include "switches.h"

#include "owners.h"

/* As far as the kernel lets one go: xattr(7) */
enum { MOST_NAMES = 65536, MOST_VALUE = 65536 };

/* Calls for xattrs know no directory descriptors; names in /proc do. */
static const char *path_of(int directory, const char *name)
{
	static char paths[2][NAME_MAX + 64];
	static size_t next;
	char *path = paths[next++ % 2];

	snprintf(
		path, sizeof(paths[0]), "/proc/self/fd/%d/%s", directory, name);
	return path;
}

/* Notes of an overlay to itself: redirects, whiteouts, where a file is from. */
static bool is_note(const char *name)
{
	return !strncmp(name, "trusted.overlay.", 16) ||
	       !strncmp(name, "user.overlay.", 13);
}

/*
 * Names that end with a 0 each, of what `path` leads to by `list`. Returns the
 * length of all of them; -1: there are more than the kernel can list, which
 * some file systems let happen.
 */
static ssize_t names_of(const char *path, char **names,
	ssize_t (*list)(const char *path, char *names, size_t size))
{
	ssize_t length;

	*names = malloc(MOST_NAMES);
	if (!*names)
		die("malloc", "cannot keep the names of attributes");
	length = list(path, *names, MOST_NAMES);
	if (length < 0 && errno == E2BIG)
		return -1;
	if (length < 0 && errno != ENOTSUP)
		die("listxattr", "cannot list the attributes of a file");
	return length < 0 ? 0 : length;
}

/* Has it failed because we are not root? Then what we make is ours, as cp's. */
static bool is_beyond_us(void)
{
	return errno == EPERM && geteuid() != 0;
}

/* (What /proc/self/fd has leads to the very file, be that a link itself.) */
static void xattrs_copy(const char *from, const char *to, const char *file)
{
	static char value[MOST_VALUE];
	char *names;
	ssize_t all = names_of(from, &names, listxattr), length;

	if (all < 0)
		die("listxattr", "cannot list the attributes of '%s'", file);
	for (char *name = names; name < names + all; name += strlen(name) + 1) {
		if (is_note(name) ||
			(owners_are_we() && strncmp(name, "user.", 5)))
			continue;
		length = getxattr(from, name, value, sizeof(value));
		if (length < 0 ||
			(lsetxattr(to, name, value, (size_t)length, 0) < 0 &&
				!is_beyond_us()))
			die("setxattr",
				"cannot copy the attribute '%s' of '%s'", name,
				file);
	}
	free(names);
}

void attributes_copy(int from, int to_directory, const char *to)
{
	struct stat status;
	char path[32];

	if (fstat(from, &status) < 0)
		die("stat", "cannot look at what '%s' is a copy of", to);
	/* Owner first: a change of it takes setuid and capabilities away. */
	if (fchownat(to_directory, to, owner_of_copy(status.st_uid),
		    group_of_copy(status.st_gid), AT_SYMLINK_NOFOLLOW) < 0 &&
		!is_beyond_us())
		die("chown", "cannot give '%s' its owner", to);
	/* It was a link a moment ago, if somebody exchanges it meanwhile. */
	if (!S_ISLNK(status.st_mode) &&
		fchmodat(to_directory, to, status.st_mode & 07777,
			AT_SYMLINK_NOFOLLOW) < 0)
		die("chmod", "cannot give '%s' its mode", to);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", from);
	xattrs_copy(path, path_of(to_directory, to), to);
	if (utimensat(to_directory, to,
		    (struct timespec[]){ status.st_atim, status.st_mtim },
		    AT_SYMLINK_NOFOLLOW) < 0)
		die("utimensat", "cannot give '%s' its times", to);
}

/* Has `other` all that `one` has? `count` is how many these are. */
static bool xattrs_within(const char *one, const char *other, size_t *count)
{
	static char value[MOST_VALUE], others[MOST_VALUE];
	char *names;
	ssize_t all = names_of(one, &names, llistxattr), length;
	bool same = all >= 0;

	*count = 0;
	for (char *name = names; same && name < names + all;
		name += strlen(name) + 1) {
		if (is_note(name))
			continue;
		length = lgetxattr(one, name, value, sizeof(value));
		same = length >= 0 &&
		       lgetxattr(other, name, others, sizeof(others)) ==
			       length &&
		       !memcmp(value, others, (size_t)length);
		++*count;
	}
	free(names);
	return same;
}

bool attributes_same(int one_directory, const char *one, int other_directory,
	const char *other)
{
	const char *first = path_of(one_directory, one);
	const char *second = path_of(other_directory, other);
	size_t count, back;

	return xattrs_within(first, second, &count) &&
	       xattrs_within(second, first, &back) && count == back;
}

const char *attribute_space(bool is_user)
{
	return is_user || root_is_inner() ? "user" : "trusted";
}

int attribute_of_overlay(
	int directory, const char *file, const char *space, const char *name)
{
	const char *path = path_of(directory, file);
	char key[64], value = 'y';

	snprintf(key, sizeof(key), "%s.overlay.%s", space, name);
	return lgetxattr(path, key, &value, 1) < 0 ? 0 : value;
}
