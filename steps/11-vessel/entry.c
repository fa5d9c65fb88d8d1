/* entry.c - one entry of a tar, made in a directory that it cannot leave. */
/* SPDX-License-Identifier: MIT */
#include "entry.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "die.h"
#include "switches.h"

#include "spot.h"

static void spot_find(struct spot *spot, struct site *site, const char *path)
{
	spot->site = site;
	snprintf(spot->path, sizeof(spot->path), "%s", path);
	spot->parent = site_parent(site, spot->path, &spot->name);
}

static void file_make_at(
	struct spot *spot, struct archive *archive, struct archive_entry *entry)
{
	int fd = openat(spot->parent, spot->name,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		die("open", "cannot unpack '%s'", spot->path);
	spot_fill(spot, fd, archive, archive_entry_size(entry));
	spot_finish(spot, fd, entry);
	close(fd);
}

/* Its time is set at the end: whatever is made in it changes that. */
static void directory_date(struct spot *spot, struct archive_entry *entry)
{
	struct site *site = spot->site;
	struct dated *more;

	if (site->dated_count == site->dated_room) {
		site->dated_room = site->dated_room * 2 + 64;
		more = realloc(site->dated, site->dated_room * sizeof(*more));
		if (!more)
			die("malloc", "cannot keep the times of directories");
		site->dated = more;
	}
	site->dated[site->dated_count++] = (struct dated){ strdup(spot->path),
		{ archive_entry_mtime(entry),
			archive_entry_mtime_nsec(entry) } };
}

static void directory_make_at(struct spot *spot, struct archive_entry *entry)
{
	int fd;

	if (mkdirat(spot->parent, spot->name, 0700) < 0 && errno != EEXIST)
		die("mkdir", "cannot unpack '%s'", spot->path);
	fd = openat(spot->parent, spot->name,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		die("open", "cannot unpack '%s'", spot->path);
	spot_finish(spot, fd, entry);
	directory_date(spot, entry);
	close(fd);
}

/* Another name for a file that is there: in this root, as all that it says. */
static void link_make_at(struct spot *spot, const char *target)
{
	char path[PATH_MAX];
	const char *name;
	int parent, here;

	snprintf(path, sizeof(path), "%s", site_clean(target));
	here = dup(spot->parent); /* the site keeps one at a time */
	parent = site_parent(spot->site, path, &name);
	if (here < 0 || linkat(parent, name, here, spot->name, 0) < 0)
		die("link", "cannot unpack '%s', a link to '%s'", spot->path,
			target);
	close(here);
}

/* Devices are the host's: in a user namespace there are none to be made. */
static void node_make_at(struct spot *spot, struct archive_entry *entry)
{
	mode_t type = archive_entry_filetype(entry);

	if (mknodat(spot->parent, spot->name, type | 0600,
		    archive_entry_rdev(entry)) == 0)
		spot_finish(spot, -1, entry);
	else if (errno != EPERM || type == S_IFIFO || !root_is_inner())
		die("mknod", "cannot unpack '%s'", spot->path);
}

static void symlink_make_at(struct spot *spot, struct archive_entry *entry)
{
	const char *target = archive_entry_symlink(entry);

	if (symlinkat(target ? target : "", spot->parent, spot->name) < 0)
		die("symlink", "cannot unpack '%s'", spot->path);
	spot_finish(spot, -1, entry);
}

/*
 * What is to be hidden is in other layers: what is here of that name stays, and
 * only what shows through it goes.
 */
static void whiteout_make(struct spot *spot)
{
	const char *name = spot->name + strlen(WHITEOUT);
	struct stat status;

	if (!strcmp(spot->name, OPAQUE)) {
		site_opaque(spot->parent, ".", spot->path);
		return;
	}
	if (!strncmp(name, WHITEOUT, strlen(WHITEOUT)))
		return; /* notes of aufs, which made these names up */
	if (!*name || !strcmp(name, ".") || !strcmp(name, ".."))
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"the entry '%s' hides nothing", spot->path);
	if (fstatat(spot->parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
		if (S_ISDIR(status.st_mode))
			site_opaque(spot->parent, name, spot->path);
	} else if (mknodat(spot->parent, name, S_IFCHR, 0) < 0) {
		die("mknod", "cannot unpack '%s'", spot->path);
	}
}

/*
 * The same name again: a directory goes on, anything else is replaced. True: a
 * whiteout was there, and what comes now hides the same.
 */
static bool spot_vacate(struct spot *spot, bool is_directory)
{
	struct stat status;

	if (fstatat(spot->parent, spot->name, &status, AT_SYMLINK_NOFOLLOW) <
			0 ||
		(is_directory && S_ISDIR(status.st_mode)))
		return false;
	if (!strcmp(spot->name, "."))
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"the root in it is no directory");
	site_clear(spot->site, spot->parent, spot->name, spot->path);
	return S_ISCHR(status.st_mode) && !status.st_rdev;
}

static bool spot_is(const struct spot *spot, const char *target)
{
	return !strcmp(site_clean(target), spot->path);
}

static void entry_make_at(
	struct spot *spot, struct archive *archive, struct archive_entry *entry)
{
	switch (archive_entry_filetype(entry)) {
	case AE_IFREG: file_make_at(spot, archive, entry); break;
	case AE_IFLNK: symlink_make_at(spot, entry); break;
	case AE_IFCHR:
	case AE_IFBLK:
	case AE_IFIFO: node_make_at(spot, entry); break;
	default:
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"cannot unpack '%s': it is no kind of file",
			spot->path);
	}
}

void entry_make(
	struct site *site, struct archive *archive, struct archive_entry *entry)
{
	const char *path = archive_entry_pathname(entry);
	const char *target = archive_entry_hardlink(entry);
	bool is_directory = archive_entry_filetype(entry) == AE_IFDIR;
	struct spot spot;
	bool hidden;

	if (!path)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"an entry has a name that is no UTF-8");
	spot_find(&spot, site, site_clean(path));
	if (!strncmp(spot.name, WHITEOUT, strlen(WHITEOUT))) {
		whiteout_make(&spot);
		return;
	}
	if (target && spot_is(&spot, target))
		return;
	hidden = spot_vacate(&spot, !target && is_directory);
	if (target)
		link_make_at(&spot, target);
	else if (is_directory)
		directory_make_at(&spot, entry);
	else
		entry_make_at(&spot, archive, entry);
	if (hidden && !target && is_directory)
		site_opaque(spot.parent, spot.name, spot.path);
}
