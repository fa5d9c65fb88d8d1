/* pack_entry.c - one file is put into a tar. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "cause.h"
#include "die.h"
#include "fd.h"

#include "entry.h"
#include "pack.h"
#include "progress.h"

enum { PACK_CHUNK = 1 << 17, PACK_VALUE = 1 << 16 };

void pack_die(const struct packing *self, const char *name)
{
	int error = archive_errno(self->out);

	/* Its own numbers, below 0, say no more than its words. */
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .error = error > 0 ? error : 0,
		       .call = "write",
		       .cure = cause_of("write", error) },
		"cannot pack '%s': %s", name, archive_error_string(self->out));
}

void pack_write(struct packing *self, struct archive_entry *entry)
{
	if (archive_write_header(self->out, entry) < ARCHIVE_WARN)
		pack_die(self, self->path);
}

void pack_attributes(
	const struct packing *self, int fd, struct archive_entry *entry)
{
	static char names[PACK_VALUE], value[PACK_VALUE];
	ssize_t all = flistxattr(fd, names, sizeof(names)), length;

	if (all < 0 && errno != ENOTSUP)
		die("listxattr", "cannot pack '%s'", self->path);
	for (char *name = names; name < names + all; name += strlen(name) + 1) {
		if (!entry_takes_attribute(name))
			continue;
		length = fgetxattr(fd, name, value, sizeof(value));
		if (length < 0)
			die("getxattr", "cannot pack '%s': its %s", self->path,
				name);
		archive_entry_xattr_add_entry(
			entry, name, value, (size_t)length);
	}
}

/* Where the file has something: the rest need not be in the tar. lseek(2) */
static void pack_holes(int fd, struct archive_entry *entry, off_t size)
{
	off_t data = 0, hole;

	if (lseek(fd, 0, SEEK_HOLE) == size)
		return;
	while ((data = lseek(fd, data, SEEK_DATA)) >= 0 && data < size) {
		hole = lseek(fd, data, SEEK_HOLE);
		if (hole < 0 || hole > size)
			hole = size;
		archive_entry_sparse_add_entry(entry, data, hole - data);
		data = hole;
	}
	if (!archive_entry_sparse_count(entry))
		archive_entry_sparse_add_entry(entry, size, 0);
}

/* Its size was told before: not a byte more, and what is missing are zeros. */
static void pack_contents(
	struct packing *self, int fd, struct archive_entry *entry)
{
	static char buffer[PACK_CHUNK];
	off_t size = archive_entry_size(entry), at = 0;
	size_t want;
	ssize_t got;

	while (at < size) {
		want = size - at < PACK_CHUNK ? (size_t)(size - at)
					      : PACK_CHUNK;
		got = pread(fd, buffer, want, at);
		if (got < 0)
			die("read", "cannot pack '%s'", self->path);
		if (got == 0)
			break;
		if (archive_write_data(self->out, buffer, (size_t)got) < 0)
			pack_die(self, self->path);
		at += got;
		self->done += got;
		progress_show(self->done);
	}
}

void pack_file(struct packing *self, int found, struct archive_entry *entry)
{
	struct archive_entry *spare = NULL;
	int fd = fd_reopen(found, O_RDONLY);

	if (fd < 0)
		die("open", "cannot pack '%s'", self->path);
	archive_entry_linkify(self->links, &entry, &spare);
	if (!archive_entry_hardlink(entry)) {
		pack_attributes(self, fd, entry);
		pack_holes(fd, entry, archive_entry_size(entry));
	}
	pack_write(self, entry);
	if (!archive_entry_hardlink(entry))
		pack_contents(self, fd, entry);
	close(fd);
}
