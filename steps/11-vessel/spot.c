/* spot.c - what an entry of a tar has, beside its name. */
/* SPDX-License-Identifier: MIT */
#include "spot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "die.h"

#include "entry.h"

/* Attributes that mean something to the host, or to an overlay, are not taken
 * from strangers. xattr(7), capabilities(7) */
bool entry_takes_attribute(const char *name)
{
	return !strcmp(name, "security.capability") ||
	       (!strncmp(name, "user.", 5) &&
		       strncmp(name, "user.overlay.", 13) != 0);
}

static void spot_attributes(
	const struct spot *spot, int fd, struct archive_entry *entry)
{
	const char *name;
	const void *value;
	size_t size;

	archive_entry_xattr_reset(entry);
	while (archive_entry_xattr_next(entry, &name, &value, &size) ==
		ARCHIVE_OK)
		if (entry_takes_attribute(name) &&
			fsetxattr(fd, name, value, size, 0) < 0 &&
			errno != ENOTSUP)
			die("setxattr", "cannot unpack '%s': its %s",
				spot->path, name);
}

static void spot_owner(const struct spot *spot, struct archive_entry *entry)
{
	la_int64_t uid = archive_entry_uid(entry);
	la_int64_t gid = archive_entry_gid(entry);
	int error = EINVAL;

	if (uid >= 0 && uid < UINT32_MAX && gid >= 0 && gid < UINT32_MAX &&
		fchownat(spot->parent, spot->name, (uid_t)uid, (gid_t)gid,
			AT_SYMLINK_NOFOLLOW) == 0)
		return;
	if (uid >= 0 && uid < UINT32_MAX && gid >= 0 && gid < UINT32_MAX)
		error = errno;
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .error = error,
		       .call = "subuid(5)",
		       .cure = error == EINVAL
				       ? "there are no such ids here: see"
					 " /etc/subuid and /etc/subgid"
				       : NULL },
		"cannot unpack '%s', a file of user %lld and group %lld",
		spot->path, (long long)uid, (long long)gid);
}

/* Owner first: a change of it takes setuid and capabilities away. */
void spot_finish(const struct spot *spot, int fd, struct archive_entry *entry)
{
	const struct timespec time = { archive_entry_mtime(entry),
		archive_entry_mtime_nsec(entry) };

	spot_owner(spot, entry);
	if (fd >= 0)
		spot_attributes(spot, fd, entry);
	if (archive_entry_filetype(entry) != AE_IFLNK &&
		fchmodat(spot->parent, spot->name, archive_entry_perm(entry),
			0) < 0)
		die("chmod", "cannot unpack '%s'", spot->path);
	if (utimensat(spot->parent, spot->name,
		    (struct timespec[]){ time, time }, AT_SYMLINK_NOFOLLOW) < 0)
		die("utimensat", "cannot unpack '%s'", spot->path);
}

/* Only what is in the archive takes place on the disk: holes stay holes. */
void spot_fill(
	const struct spot *spot, int fd, struct archive *archive, off_t size)
{
	la_int64_t offset;
	const void *bytes;
	size_t length;
	ssize_t done;
	int code;

	while ((code = archive_read_data_block(
			archive, &bytes, &length, &offset)) == ARCHIVE_OK)
		for (const char *next = bytes; length > 0;
			next += done, offset += done, length -= (size_t)done) {
			done = pwrite(fd, next, length, offset);
			if (done <= 0)
				die("write", "cannot unpack '%s'", spot->path);
			spot->site->size += done;
		}
	if (code != ARCHIVE_EOF)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "it was cut short on its way: get it"
				       " again" },
			"cannot unpack '%s': %s", spot->path,
			archive_error_string(archive));
	if (ftruncate(fd, size) < 0)
		die("ftruncate", "cannot unpack '%s', of %lld bytes",
			spot->path, (long long)size);
}
