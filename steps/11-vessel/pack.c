/* pack.c - tars, made of directories and of other tars. */
/* SPDX-License-Identifier: MIT */
#include "pack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"

#include "attributes.h"
#include "below.h"
#include "deputy.h"
#include "entry.h"
#include "files.h"
#include "progress.h"

/* An empty file that hides something: `name` beside or in what we pack. */
static void pack_whiteout(
	struct packing *self, const char *directory, const char *name)
{
	struct archive_entry *entry = archive_entry_new();
	char path[PATH_MAX + NAME_MAX];

	snprintf(path, sizeof(path), "%s%s%s", directory, *directory ? "/" : "",
		name);
	archive_entry_set_pathname(entry, path);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_size(entry, 0);
	archive_entry_set_perm(entry, 0);
	pack_write(self, entry);
	archive_entry_free(entry);
}

static void pack_names(struct packing *self, int directory);

static void pack_directory_at(struct packing *self, int parent,
	const char *name, struct archive_entry *entry)
{
	const char *space = self->pack->space;
	int fd = below_open(parent, name);
	char path[PATH_MAX + 2];

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return; /* gone meanwhile */
	if (fd < 0 && errno != EXDEV)
		die("open", "cannot pack '%s'", self->path);
	snprintf(path, sizeof(path), "%s/", *self->path ? self->path : ".");
	archive_entry_set_pathname(entry, path);
	if (fd >= 0)
		pack_attributes(self, fd, entry);
	pack_write(self, entry);
	if (fd < 0)
		return;
	if (space && attribute_of_overlay(fd, ".", space, "opaque") == 'y')
		pack_whiteout(self, self->path, OPAQUE);
	pack_names(self, fd);
	close(fd);
}

/* An overlay's way to say that there is nothing of that name. */
static void pack_hidden(struct packing *self, const char *name)
{
	char hidden[NAME_MAX + 8];

	snprintf(hidden, sizeof(hidden), WHITEOUT "%s", name);
	self->path[strlen(self->path) - strlen(name)] = '\0';
	if (*self->path)
		self->path[strlen(self->path) - 1] = '\0';
	pack_whiteout(self, self->path, hidden);
}

static struct archive_entry *pack_entry(
	const struct packing *self, int fd, const struct stat *status)
{
	struct archive_entry *entry = archive_entry_new();
	char target[PATH_MAX] = "";

	archive_entry_copy_stat(entry, status);
	archive_entry_set_pathname(entry, self->path);
	if (!S_ISLNK(status->st_mode))
		return entry;
	if (readlinkat(fd, "", target, sizeof(target) - 1) < 0)
		die("readlink", "cannot pack '%s'", self->path);
	archive_entry_set_symlink(entry, target);
	return entry;
}

static void pack_found(struct packing *self, int parent, const char *name,
	int fd, const struct stat *status)
{
	struct archive_entry *entry = pack_entry(self, fd, status);

	if (S_ISDIR(status->st_mode))
		pack_directory_at(self, parent, name, entry);
	else if (S_ISREG(status->st_mode))
		pack_file(self, fd, entry);
	else
		pack_write(self, entry);
	archive_entry_free(entry);
}

/*
 * Looked at, and only then opened, by the same descriptor: who has the files
 * may exchange them meanwhile, for a device, too.
 */
static void pack_one(struct packing *self, int parent, const char *name)
{
	int fd = openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;

	if (fd < 0 && errno == ENOENT)
		return; /* gone meanwhile */
	if (fd < 0 || fstat(fd, &status) < 0)
		die("open", "cannot pack '%s'", self->path);
	if (self->pack->space && S_ISCHR(status.st_mode) && !status.st_rdev)
		pack_hidden(self, name);
	else if (!S_ISSOCK(status.st_mode)) /* nobody listens to it any more */
		pack_found(self, parent, name, fd, &status);
	close(fd);
}

/* Sorted, so that the same directory makes the same tar. */
static void pack_names(struct packing *self, int directory)
{
	struct dirent **entries;
	size_t length = strlen(self->path);
	char path[32];
	int count;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", directory);
	count = scandir(path, &entries, NULL, alphasort);
	if (count < 0)
		die("open", "cannot pack '%s'", self->path);
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;

		if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
			if (length + strlen(name) + 2 > sizeof(self->path))
				die_of(&(struct death){ .code = EXIT_LAUNCHER,
					       .error = ENAMETOOLONG },
					"cannot pack '%s'", self->path);
			sprintf(self->path + length, "%s%s", length ? "/" : "",
				name);
			pack_one(self, directory, name);
			self->path[length] = '\0';
		}
		free(entries[i]);
	}
	free(entries);
}

static void pack_start(void *argument)
{
	struct packing *self = argument;
	locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
	struct rlimit before;

	if (locale)
		uselocale(locale);
	files_allow_all(&before);
	self->out = archive_write_new();
	self->links = archive_entry_linkresolver_new();
	if (!self->out || !self->links)
		die("malloc", "cannot pack %s", self->pack->what);
	archive_write_set_format_pax_restricted(self->out);
	archive_entry_linkresolver_set_strategy(
		self->links, archive_format(self->out));
	if (archive_write_open_fd(self->out, self->file) != ARCHIVE_OK)
		die("write", "cannot pack %s", self->pack->what);
	pack_one(self, self->directory, ".");
	if (archive_write_close(self->out) != ARCHIVE_OK)
		pack_die(self, self->pack->what);
	progress_end();
	archive_entry_linkresolver_free(self->links);
	archive_write_free(self->out);
}

void pack_directory(const struct pack *pack, int directory, int file)
{
	struct packing *self = calloc(1, sizeof(*self));

	if (!self)
		die("malloc", "cannot pack %s", pack->what);
	self->pack = pack;
	self->directory = directory;
	self->file = file;
	progress_begin("pack", pack->what, 0);
	deputy_run(pack_start, self);
	free(self);
}
