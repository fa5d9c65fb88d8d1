/* pack_again.c - a tar is copied, packed as images have it. */
/* SPDX-License-Identifier: MIT */
#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <unistd.h>

#include "die.h"

#include "contents.h"
#include "pack.h"

enum { AGAIN_CHUNK = 1 << 17 };

static bool again_needed(int from)
{
	char head[6] = "";

	return pread(from, head, sizeof(head), 0) == sizeof(head) &&
	       (!memcmp(head,
			"\xfd"
			"7zXZ",
			5) ||
		       !memcmp(head, "BZh", 3));
}

static void again_check(int code, struct archive *archive, const char *what)
{
	if (code >= ARCHIVE_WARN)
		return;
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "it is damaged: get it again" },
		"cannot import '%s': %s", what, archive_error_string(archive));
}

/* Out of what nobody else has in an image, by gzip. */
static void again_pack(int from, int to, const char *what)
{
	struct archive *in = archive_read_new(), *out = archive_write_new();
	struct archive_entry *entry;
	static char buffer[AGAIN_CHUNK];
	la_ssize_t got;

	archive_read_support_filter_xz(in);
	archive_read_support_filter_bzip2(in);
	archive_read_support_format_raw(in);
	archive_write_set_format_raw(out);
	archive_write_add_filter_gzip(out);
	archive_write_set_filter_option(out, "gzip", "timestamp", NULL);
	again_check(archive_read_open_fd(in, from, AGAIN_CHUNK), in, what);
	again_check(archive_read_next_header(in, &entry), in, what);
	again_check(archive_write_open_fd(out, to), out, what);
	archive_entry_set_filetype(entry, AE_IFREG);
	again_check(archive_write_header(out, entry), out, what);
	while ((got = archive_read_data(in, buffer, sizeof(buffer))) > 0)
		if (archive_write_data(out, buffer, (size_t)got) < 0)
			again_check(ARCHIVE_FATAL, out, what);
	again_check((int)got, in, what);
	again_check(archive_write_close(out), out, what);
	archive_read_free(in);
	archive_write_free(out);
}

void pack_again(int from, int to, const char *what)
{
	if (again_needed(from))
		again_pack(from, to, what);
	else if (contents_copy(from, to) < 0)
		die("write", "cannot keep a copy of '%s'", what);
}
