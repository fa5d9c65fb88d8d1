/* arrival_make.c - one file, link, device or directory out of a stream. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

#include "arrival.h"
#include "progress.h"

static ssize_t make_block(int fd, const char *block, size_t length, int64_t at)
{
	ssize_t done;

	for (size_t left = length; left; left -= (size_t)done) {
		done = pwrite(fd, block + (length - left), left,
			at + (int64_t)(length - left));
		if (done < 0 && errno != EINTR)
			return -1;
		if (done < 0)
			done = 0;
	}
	return 0;
}

/* Blocks come with where they belong: between them are holes. */
void arrival_contents(
	const struct arrival *arrival, int fd, struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);
	const void *block;
	size_t length;
	int64_t at;
	int result;

	while ((result = archive_read_data_block(arrival->archive, &block,
			&length, &at)) == ARCHIVE_OK) {
		if (make_block(fd, block, length, at) < 0)
			arrival_die(arrival, name);
		progress_show(archive_filter_bytes(arrival->archive, 0));
	}
	if (result != ARCHIVE_EOF)
		arrival_broken(arrival);
	if (ftruncate(fd, archive_entry_size(entry)) < 0)
		arrival_die(arrival, name);
}

/* A name that is taken by what cannot be unlinked is a mount's: such as the
 * /etc/hosts of a container. That is written to, where it is, once it is known
 * for a file: what a device does when it is opened is its driver's choice. */
static int make_over(
	const struct arrival *arrival, int parent, const char *base)
{
	int found = openat(parent, base, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	int fd = -1;
	struct stat status;

	if (found < 0)
		return -1;
	if (fstat(found, &status) == 0 && S_ISREG(status.st_mode))
		fd = parcel_reopen(arrival->parcel, found, O_WRONLY | O_TRUNC);
	else
		errno = EEXIST;
	close(found);
	return fd;
}

static int make_file(
	const struct arrival *arrival, int parent, const char *base)
{
	int fd = openat(parent, base,
		O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_CREAT | O_EXCL, 0600);

	return fd >= 0 || errno != EEXIST ? fd
					  : make_over(arrival, parent, base);
}

/* Its other name is one in the same stream, and below the same top. */
static int make_link(const struct arrival *arrival, int parent,
	const char *base, struct archive_entry *entry)
{
	const char *target =
		arrival_name(arrival, archive_entry_hardlink(entry));
	char *last;
	int from = arrival_parent(arrival, target, &last), result, error;

	result = linkat(from, last, parent, base, 0);
	error = errno;
	close(from);
	free(last);
	errno = error;
	return result;
}

static int make_directory(int parent, const char *base)
{
	if (mkdirat(parent, base, 0700) < 0) {
		errno = errno == EEXIST ? 0 : errno;
		return -1;
	}
	return openat(
		parent, base, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* A device is for who is asked to bring all: it opens what is behind it. */
static int make_node(const struct arrival *arrival, int parent,
	const char *base, struct archive_entry *entry)
{
	mode_t type = archive_entry_filetype(entry);

	if (type == AE_IFIFO || arrival->parcel->whole)
		return mknodat(parent, base,
			type | (archive_entry_perm(entry) & 0777),
			archive_entry_rdev(entry));
	warn_line("left out, as it is a device: %s",
		arrival_called(arrival, archive_entry_pathname(entry)));
	return 1;
}

/* What has no contents, and is not opened. 1: it was left out. */
static int make_other(const struct arrival *arrival, int parent,
	const char *base, struct archive_entry *entry)
{
	if (archive_entry_hardlink(entry))
		return make_link(arrival, parent, base, entry) < 0 ? -1 : 1;
	if (archive_entry_filetype(entry) == AE_IFLNK)
		return symlinkat(archive_entry_symlink(entry), parent, base);
	return make_node(arrival, parent, base, entry);
}

/* What is in the way goes, but for a directory. */
static void make_room(const struct arrival *arrival, int parent,
	const char *base, struct archive_entry *entry)
{
	bool directory = archive_entry_filetype(entry) == AE_IFDIR;
	struct stat status;

	if (fstatat(parent, base, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return;
	if (S_ISDIR(status.st_mode) && !directory)
		arrival_refuse(arrival, archive_entry_pathname(entry),
			"there is a directory of that name");
	if (!S_ISDIR(status.st_mode) && directory)
		arrival_refuse(arrival, archive_entry_pathname(entry),
			"what is there of that name is no directory");
	if (!directory)
		unlinkat(parent, base, 0);
}

int arrival_make(const struct arrival *arrival, int parent, const char *base,
	struct archive_entry *entry)
{
	mode_t type = archive_entry_hardlink(entry)
			      ? 0
			      : archive_entry_filetype(entry);
	int fd = -1, result = 0;

	make_room(arrival, parent, base, entry);
	if (type == AE_IFREG)
		result = fd = make_file(arrival, parent, base);
	else if (type == AE_IFDIR)
		result = fd = make_directory(parent, base);
	else
		result = make_other(arrival, parent, base, entry);
	if (result < 0 && errno)
		arrival_die(arrival, archive_entry_pathname(entry));
	if (type == AE_IFREG)
		arrival_contents(arrival, fd, entry);
	if (fd < 0 && result == 0)
		parcel_attributes_at(arrival->parcel, parent, base, entry);
	return fd;
}
