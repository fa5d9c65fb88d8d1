/* site.c - the directory that a tar is unpacked in. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "die.h"

#include "attributes.h"
#include "entry.h"
#include "remove.h"

const char *site_clean(const char *path)
{
	static char clean[PATH_MAX];
	size_t length = 0, part;

	for (; *path; path += part) {
		path += strspn(path, "/");
		part = strcspn(path, "/");
		if (part == 2 && !strncmp(path, "..", 2))
			die_of(&(struct death){ .code = EXIT_LAUNCHER,
				       .cure = "whoever made it wants to write"
					       " elsewhere: do not use it" },
				"the entry '%s' leads out of the root", path);
		if (!part || (part == 1 && *path == '.'))
			continue;
		if (length + part + 2 > sizeof(clean))
			die_of(&(struct death){ .code = EXIT_LAUNCHER,
				       .error = ENAMETOOLONG },
				"cannot unpack '%s'", path);
		if (length)
			clean[length++] = '/';
		memcpy(clean + length, path, part);
		length += part;
	}
	clean[length] = '\0';
	return clean;
}

/* Links are followed as in a guest whose root this is: they cannot leave it. */
static int site_open(const struct site *site, const char *path)
{
	struct open_how how = { .flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS |
			   RESOLVE_NO_XDEV };

	return (int)syscall(
		SYS_openat2, site->root, *path ? path : ".", &how, sizeof(how));
}

/* One directory on the way; a whiteout in its place hides what is below. */
static void site_step(
	struct site *site, int parent, const char *name, const char *path)
{
	struct stat status;
	bool hidden =
		fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		S_ISCHR(status.st_mode) && !status.st_rdev;

	if (hidden)
		site_clear(site, parent, name, path);
	if (mkdirat(parent, name, 0755) < 0)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .error = errno == EEXIST ? ENOTDIR : errno },
			"cannot unpack what is in '%s'", path);
	if (hidden)
		site_opaque(parent, name, path);
}

/* The directory `path`, whatever is missing of it made. */
static int site_reach(struct site *site, const char *path)
{
	int fd = site_open(site, path), above;
	char part[PATH_MAX], *name;

	if (fd >= 0 || (errno != ENOENT && errno != ENOTDIR))
		return fd;
	for (size_t end = 0; path[end]; end += path[end] == '/') {
		end += strcspn(path + end, "/");
		snprintf(part, sizeof(part), "%.*s", (int)end, path);
		fd = site_open(site, part);
		if (fd < 0) {
			name = strrchr(part, '/');
			if (name)
				*name = '\0';
			above = site_open(site, name ? part : "");
			if (above < 0)
				return -1;
			site_step(site, above, name ? name + 1 : part, path);
			close(above);
			if (name)
				*name = '/';
			fd = site_open(site, part);
		}
		if (fd < 0 || !path[end])
			return fd;
		close(fd);
	}
	return -1;
}

int site_parent(struct site *site, const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	size_t length = slash ? (size_t)(slash - path) : 0;
	char parent[PATH_MAX];

	*name = slash ? slash + 1 : *path ? path : ".";
	snprintf(parent, sizeof(parent), "%.*s", (int)length, path);
	if (site->parent >= 0 && !strcmp(parent, site->parent_path))
		return site->parent;
	if (site->parent >= 0)
		close(site->parent);
	site->parent = site_reach(site, parent);
	if (site->parent < 0)
		die("openat2", "cannot unpack '%s'", path);
	memcpy(site->parent_path, parent, length + 1);
	return site->parent;
}

void site_clear(
	struct site *site, int parent, const char *name, const char *path)
{
	int top = openat(
		parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	/* What led through it may lead elsewhere from now on. */
	if (site->parent >= 0 && site->parent != parent) {
		close(site->parent);
		site->parent = -1;
	}
	memcpy(site->parent_path, "//", 3); /* no such path is asked for */
	if (top >= 0 && tree_empty(top) < 0)
		die("unlink", "cannot replace '%s'", path);
	if (unlinkat(parent, name, top >= 0 ? AT_REMOVEDIR : 0) < 0)
		die("unlink", "cannot replace '%s'", path);
	if (top >= 0)
		close(top);
}

void site_opaque(int parent, const char *name, const char *path)
{
	static char attribute[32];
	char where[64 + NAME_MAX];

	if (!*attribute)
		snprintf(attribute, sizeof(attribute), "%s.overlay.opaque",
			attribute_space(false));
	snprintf(where, sizeof(where), "/proc/self/fd/%d/%s", parent, name);
	if (lsetxattr(where, attribute, "y", 1, 0) < 0)
		die("setxattr", "cannot hide what is below '%s'", path);
}

/* (What is a file by now has its own time.) */
static void site_date(struct site *site, const struct dated *dated)
{
	const struct timespec times[] = { dated->time, dated->time };
	int fd = site_open(site, dated->path);
	char path[32];

	if (fd < 0)
		return;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (utimensat(AT_FDCWD, path, times, 0) < 0)
		die("utimensat", "cannot give '%s' its time", dated->path);
	close(fd);
}

void site_finish(struct site *site)
{
	for (size_t i = 0; i < site->dated_count; i++) {
		site_date(site, &site->dated[i]);
		free(site->dated[i].path);
	}
	free(site->dated);
	if (site->parent >= 0)
		close(site->parent);
}
