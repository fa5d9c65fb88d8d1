/* parcel_pack.c - a file, or a tree of them, becomes a tar stream. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

#include "sending.h"

static struct archive_entry *sending_entry(
	const struct sending *sending, const struct stat *status)
{
	const struct parcel *parcel = sending->parcel;
	struct archive_entry *entry = archive_entry_new();
	char *name;

	if (!entry || asprintf(&name, "%s%s", sending->top,
			      sending->path.text ? sending->path.text : "") < 0)
		die("malloc", "cannot keep a name in memory");
	archive_entry_copy_pathname(entry, name);
	free(name);
	archive_entry_copy_stat(entry, status);
	archive_entry_unset_atime(entry);
	archive_entry_unset_ctime(entry);
	if (parcel->leaves) {
		archive_entry_set_uid(entry,
			parcel_owner(parcel, parcel->uids, status->st_uid));
		archive_entry_set_gid(entry,
			parcel_owner(parcel, parcel->gids, status->st_gid));
	}
	return entry;
}

static void sending_names(struct sending *sending, int directory);

/* What is open as `fd` for a look; as `opened`, for its contents, or -1. */
static void sending_write(
	struct sending *sending, int fd, int opened, const struct stat *status)
{
	struct archive_entry *entry = sending_entry(sending, status), *spare;

	if (S_ISLNK(status->st_mode))
		sending_link(sending, fd, entry);
	if (opened >= 0)
		sending_attributes(sending, opened, entry);
	if (S_ISREG(status->st_mode))
		sending_holes(opened, status->st_size, entry);
	archive_entry_linkify(sending->links, &entry, &spare);
	sending_check(sending, archive_write_header(sending->archive, entry));
	if (S_ISREG(status->st_mode) && !archive_entry_hardlink(entry))
		sending_contents(sending, opened, entry);
	archive_entry_free(entry);
	if (S_ISDIR(status->st_mode))
		sending_names(sending, opened);
}

/*
 * It is looked at first, and opened as what was looked at: a device that has
 * taken the place of a file would hear of an open(2).
 */
static void sending_add(struct sending *sending, int fd)
{
	struct stat status;
	int opened = -1;

	if (fstat(fd, &status) < 0)
		sending_die(sending, "stat");
	if (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) {
		opened = parcel_reopen(sending->parcel, fd,
			O_RDONLY | O_NONBLOCK |
				(S_ISDIR(status.st_mode) ? O_DIRECTORY : 0));
		if (opened < 0)
			sending_die(sending, "open");
	}
	if (!S_ISSOCK(status.st_mode)) /* tar(5) has none, nor has anybody use
					  for a copy of one */
		sending_write(sending, fd, opened, &status);
	if (opened >= 0)
		close(opened);
}

static void sending_names(struct sending *sending, int directory)
{
	int own = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = own < 0 ? NULL : fdopendir(own);
	size_t before;
	int fd;

	if (!list)
		sending_die(sending, "open");
	for (struct dirent *row; (row = readdir(list));) {
		if (!strcmp(row->d_name, ".") || !strcmp(row->d_name, ".."))
			continue;
		before = path_enter(&sending->path, row->d_name);
		fd = openat(directory, row->d_name,
			O_PATH | O_NOFOLLOW | O_CLOEXEC);
		if (fd >= 0)
			sending_add(sending, fd);
		else if (errno != ENOENT) /* it has gone meanwhile */
			sending_die(sending, "open");
		if (fd >= 0)
			close(fd);
		path_leave(&sending->path, before);
	}
	closedir(list);
}

static struct archive *sending_open(int stream, bool letters)
{
	struct archive *archive = archive_write_new();

	if (!archive || archive_write_set_format_pax(archive) != ARCHIVE_OK ||
		(!letters && archive_write_set_options(archive,
				     "hdrcharset=BINARY") != ARCHIVE_OK) ||
		archive_write_set_bytes_in_last_block(archive, 1) !=
			ARCHIVE_OK ||
		archive_write_open_fd(archive, stream) != ARCHIVE_OK)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"cannot make a tar stream: %s",
			archive ? archive_error_string(archive) : "no memory");
	return archive;
}

void parcel_pack(const struct parcel *parcel, const char *path)
{
	struct sending sending = { .parcel = parcel, .source = path };
	int fd = parcel_open(path, parcel->follows);

	if (fd < 0)
		sending_die(&sending, "open");
	sending.top = parcel->as ? parcel->as : ".";
	sending.archive = sending_open(parcel->stream, parcel->letters);
	sending.links = archive_entry_linkresolver_new();
	archive_entry_linkresolver_set_strategy(
		sending.links, archive_format(sending.archive));
	sending_add(&sending, fd);
	close(fd);
	sending_check(&sending, archive_write_close(sending.archive));
	archive_write_free(sending.archive);
	archive_entry_linkresolver_free(sending.links);
	if (sending.changed)
		warn_line("a file of '%s' became shorter while it was read: the"
			  " rest of its copy is empty",
			path);
}
