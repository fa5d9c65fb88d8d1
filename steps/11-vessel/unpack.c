/* unpack.c - a layer: from the tar that somebody sent, to a directory. */
/* SPDX-License-Identifier: MIT */
#include "unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

#include "deputy.h"
#include "digest.h"
#include "entry.h"
#include "progress.h"

enum { UNPACK_CHUNK = 1 << 17, TAR_BLOCK = 512 };

/* Two readers, one behind the other: only so does one see the tar itself. */
struct unpacking {
	struct unpack *unpack;
	struct archive *outer, *inner; /* what packs it; the tar */
	void *digest, *diff_id;        /* of what goes through them */
	char buffer[UNPACK_CHUNK], tail[TAR_BLOCK];
	size_t last;   /* bytes of its last block */
	bool is_ended; /* and zeros stand for what is missing of it */
};

static const char unpack_zeros[3 * TAR_BLOCK];

static la_ssize_t unpack_outer(
	struct archive *archive, void *argument, const void **bytes)
{
	struct unpacking *self = argument;
	ssize_t got;

	do
		got = read(self->unpack->file, self->buffer, UNPACK_CHUNK);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		archive_set_error(archive, errno, "%s", strerror(errno));
	if (got <= 0)
		return got;
	digest_add(self->digest, self->buffer, (size_t)got);
	self->unpack->length += got;
	progress_show(self->unpack->length);
	*bytes = self->buffer;
	return got;
}

/* The end of what has come so far: a tar ends with zeros. */
static void unpack_tail(
	struct unpacking *self, const char *bytes, size_t length)
{
	size_t kept = length < TAR_BLOCK ? length : TAR_BLOCK;

	memmove(self->tail, self->tail + kept, TAR_BLOCK - kept);
	memcpy(self->tail + TAR_BLOCK - kept, bytes + length - kept, kept);
}

/*
 * Tools have made layers that lack the end of a tar, and docker takes them. If
 * there is a digest of it, nothing was lost.
 */
static la_ssize_t unpack_end(struct unpacking *self, const void **bytes)
{
	if (!self->unpack->is_whole || self->is_ended)
		return 0;
	self->is_ended = true;
	*bytes = unpack_zeros;
	return (la_ssize_t)(sizeof(unpack_zeros) - self->last);
}

static la_ssize_t unpack_inner(
	struct archive *archive, void *argument, const void **bytes)
{
	struct unpacking *self = argument;
	size_t length = 0;
	la_int64_t offset;
	int code;

	do
		code = archive_read_data_block(
			self->outer, bytes, &length, &offset);
	while (code == ARCHIVE_OK && !length);
	if (code == ARCHIVE_EOF)
		return unpack_end(self, bytes);
	if (code != ARCHIVE_OK) {
		archive_set_error(archive, archive_errno(self->outer), "%s",
			archive_error_string(self->outer));
		return -1;
	}
	digest_add(self->diff_id, *bytes, length);
	unpack_tail(self, *bytes, length);
	self->last = (self->last + length) % TAR_BLOCK;
	return (la_ssize_t)length;
}

static _Noreturn void unpack_fail(
	const struct unpacking *self, struct archive *archive)
{
	const char *said = archive_error_string(archive);

	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "it is no tar, or was cut short on its way: get"
			       " it again" },
		"cannot unpack %s: %s", self->unpack->what,
		said ? said : "it is no tar");
}

/* Programs that are packed into a tar's name for a filter are not run. */
static void unpack_open(struct unpacking *self)
{
	struct archive *outer = archive_read_new();
	struct archive *inner = archive_read_new();
	struct archive_entry *entry;

	self->outer = outer;
	self->inner = inner;
	if (!outer || !inner)
		die("malloc", "cannot unpack %s", self->unpack->what);
	archive_read_support_filter_gzip(outer);
	archive_read_support_filter_zstd(outer);
	archive_read_support_filter_xz(outer);
	archive_read_support_filter_bzip2(outer);
	archive_read_support_format_raw(outer);
	archive_read_support_format_tar(inner);
	if (archive_read_open(outer, self, NULL, unpack_outer, NULL) !=
			ARCHIVE_OK ||
		archive_read_next_header(outer, &entry) != ARCHIVE_OK)
		unpack_fail(self, outer);
	if (archive_read_open(inner, self, NULL, unpack_inner, NULL) !=
		ARCHIVE_OK)
		unpack_fail(self, inner);
}

/* What stands behind the end of the tar, and of what packs it. */
static void unpack_drain(struct unpacking *self)
{
	const void *bytes;
	la_ssize_t got;

	while ((got = unpack_inner(self->inner, self, &bytes)) > 0)
		;
	if (got < 0)
		unpack_fail(self, self->inner);
	while ((got = unpack_outer(self->outer, self, &bytes)) > 0)
		;
	if (got < 0)
		unpack_fail(self, self->outer);
	if (!self->unpack->is_whole &&
		memcmp(self->tail, unpack_zeros, TAR_BLOCK) != 0)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "it was cut short on its way: get it"
				       " again" },
			"cannot unpack %s: it has no end", self->unpack->what);
}

static void unpack_entries(struct unpacking *self)
{
	struct site site = { .root = self->unpack->root, .parent = -1 };
	struct archive_entry *entry = archive_entry_new();
	int code;

	while ((code = archive_read_next_header2(self->inner, entry)) ==
			ARCHIVE_OK ||
		code == ARCHIVE_WARN)
		entry_make(&site, self->inner, entry);
	if (code != ARCHIVE_EOF)
		unpack_fail(self, self->inner);
	site_finish(&site);
	archive_entry_free(entry);
	self->unpack->size = site.size;
}

static void unpack_start(void *argument)
{
	struct unpacking *self = calloc(1, sizeof(*self));
	locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);

	if (!self)
		die("malloc", "cannot unpack a layer");
	self->unpack = argument;
	/* Names in a pax header are in UTF-8, and those on a disk should be. */
	if (locale)
		uselocale(locale);
	umask(0);
	self->digest = digest_begin();
	self->diff_id = digest_begin();
	unpack_open(self);
	unpack_entries(self);
	unpack_drain(self);
	progress_end();
	digest_end(self->digest, self->unpack->digest);
	digest_end(self->diff_id, self->unpack->diff_id);
}

void unpack_run(struct unpack *unpack)
{
	struct unpack *shared = mmap(NULL, sizeof(*shared),
		PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct stat status = { 0 };

	if (shared == MAP_FAILED)
		die("mmap", "cannot unpack %s", unpack->what);
	*shared = *unpack;
	if (lseek(shared->file, 0, SEEK_SET) < 0 ||
		fstat(shared->file, &status) < 0)
		die("lseek", "cannot read %s", unpack->what);
	progress_begin("unpack", unpack->what, status.st_size);
	deputy_run(unpack_start, shared);
	*unpack = *shared;
	munmap(shared, sizeof(*shared));
}
