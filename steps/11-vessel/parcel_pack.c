/* parcel_pack.c - a file, or a tree of them, becomes a tar stream. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
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

#include "parcel.h"
#include "path.h"

struct sending {
	const struct parcel *parcel;
	struct archive *archive;
	struct archive_entry_linkresolver *links;
	const char *source; /* as people call it */
	const char *top;    /* its name in the stream */
	struct path path;   /* and from there to where we are */
	bool changed;       /* a file became shorter while it was read */
};

static _Noreturn void sending_die(
	const struct sending *sending, const char *what)
{
	die(what, "cannot read '%s%s'", sending->source,
		sending->path.text ? sending->path.text : "");
}

static void sending_check(const struct sending *sending, long result)
{
	if (result >= 0 || result == ARCHIVE_WARN)
		return;
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .error = archive_errno(sending->archive) },
		"cannot pass '%s%s' on: %s", sending->source,
		sending->path.text ? sending->path.text : "",
		archive_error_string(sending->archive));
}

static void sending_attributes(
	const struct sending *sending, int fd, struct archive_entry *entry)
{
	static char names[XATTR_LIST_MAX], value[XATTR_SIZE_MAX];
	ssize_t length = flistxattr(fd, names, sizeof(names)), size;

	for (char *name = names; name < names + length;
		name += strlen(name) + 1) {
		if (!parcel_takes(sending->parcel, name))
			continue;
		size = fgetxattr(fd, name, value, sizeof(value));
		if (size >= 0)
			archive_entry_xattr_add_entry(
				entry, name, value, (size_t)size);
	}
}

/* Where there is something in it; what is not listed is a hole. lseek(2) */
static void sending_holes(int fd, off_t size, struct archive_entry *entry)
{
	off_t data = lseek(fd, 0, SEEK_DATA), hole;

	if (data < 0 && errno == ENXIO && size > 0)
		archive_entry_sparse_add_entry(entry, size, 0);
	if (data < 0 || (data == 0 && lseek(fd, 0, SEEK_HOLE) >= size))
		return;
	for (; data >= 0 && data < size; data = lseek(fd, hole, SEEK_DATA)) {
		hole = lseek(fd, data, SEEK_HOLE);
		if (hole <= data || hole > size)
			hole = size;
		archive_entry_sparse_add_entry(entry, data, hole - data);
	}
}

/* `length` bytes of the file, or of nothing. */
static void sending_bytes(struct sending *sending, int fd, off_t length)
{
	static char buffer[1 << 18];
	static const char nothing[sizeof(buffer)];
	ssize_t got;

	for (; length > 0; length -= got) {
		size_t most = length < (off_t)sizeof(buffer) ? (size_t)length
							     : sizeof(buffer);

		got = fd < 0 ? (ssize_t)most : read(fd, buffer, most);
		if (got < 0 && errno == EINTR) {
			got = 0;
			continue;
		}
		if (got < 0)
			sending_die(sending, "read");
		if (got == 0) {
			sending->changed = true;
			fd = -1;
			continue;
		}
		sending_check(sending,
			archive_write_data(sending->archive,
				fd < 0 ? nothing : buffer, (size_t)got));
	}
}

static void sending_contents(
	struct sending *sending, int fd, struct archive_entry *entry)
{
	off_t size = archive_entry_size(entry), at = 0;
	int64_t start, length;

	if (!archive_entry_sparse_reset(entry)) {
		lseek(fd, 0, SEEK_SET);
		sending_bytes(sending, fd, size);
		return;
	}
	while (archive_entry_sparse_next(entry, &start, &length) ==
		ARCHIVE_OK) {
		sending_bytes(sending, -1, start - at);
		lseek(fd, start, SEEK_SET);
		sending_bytes(sending, fd, length);
		at = start + length;
	}
	sending_bytes(sending, -1, size - at);
}

static void sending_link(
	const struct sending *sending, int fd, struct archive_entry *entry)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(fd, "", target, sizeof(target) - 1);

	if (length < 0)
		sending_die(sending, "readlink");
	target[length] = '\0';
	archive_entry_copy_symlink(entry, target);
}

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
