/* sending.c - one file becomes an entry of a tar stream. */
/* SPDX-License-Identifier: MIT */
#include "sending.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "die.h"

#include "progress.h"

void sending_die(const struct sending *sending, const char *what)
{
	die(what, "cannot read '%s%s'", sending->source,
		sending->path.text ? sending->path.text : "");
}

void sending_check(const struct sending *sending, long result)
{
	if (result >= 0 || result == ARCHIVE_WARN)
		return;
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .error = archive_errno(sending->archive) },
		"cannot pass '%s%s' on: %s", sending->source,
		sending->path.text ? sending->path.text : "",
		archive_error_string(sending->archive));
}

void sending_attributes(
	const struct sending *sending, int fd, struct archive_entry *entry)
{
	static char names[XATTR_LIST_MAX], value[XATTR_SIZE_MAX];
	ssize_t length = flistxattr(fd, names, sizeof(names)), got;
	const void *theirs;
	size_t size;

	for (char *name = names; name < names + length;
		name += strlen(name) + 1) {
		if (!parcel_takes(sending->parcel, name))
			continue;
		got = fgetxattr(fd, name, value, sizeof(value));
		if (got < 0)
			continue;
		size = (size_t)got;
		theirs = parcel_rights(sending->parcel, name, value, &size);
		archive_entry_xattr_add_entry(entry, name, theirs, size);
	}
}

void sending_holes(int fd, off_t size, struct archive_entry *entry)
{
	off_t start = lseek(fd, 0, SEEK_DATA), hole;

	if (start < 0 && errno == ENXIO && size > 0)
		archive_entry_sparse_add_entry(entry, size, 0);
	if (start < 0 || (start == 0 && lseek(fd, 0, SEEK_HOLE) >= size))
		return;
	for (; start >= 0 && start < size; start = lseek(fd, hole, SEEK_DATA)) {
		hole = lseek(fd, start, SEEK_HOLE);
		if (hole <= start || hole > size)
			hole = size;
		archive_entry_sparse_add_entry(entry, start, hole - start);
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
		progress_show(archive_filter_bytes(sending->archive, 0));
	}
}

void sending_contents(
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

void sending_link(
	const struct sending *sending, int fd, struct archive_entry *entry)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(fd, "", target, sizeof(target) - 1);

	if (length < 0)
		sending_die(sending, "readlink");
	target[length] = '\0';
	archive_entry_copy_symlink(entry, target);
}
