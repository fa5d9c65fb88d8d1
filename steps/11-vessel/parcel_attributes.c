/* parcel_attributes.c - what a file has beside its contents. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include "die.h"

#include "parcel.h"

static uid_t attributes_user(
	const struct parcel *parcel, struct archive_entry *entry)
{
	unsigned long id = (unsigned long)archive_entry_uid(entry);

	return parcel->leaves ? (uid_t)id
			      : parcel_owner(parcel, parcel->uids, id);
}

static gid_t attributes_group(
	const struct parcel *parcel, struct archive_entry *entry)
{
	unsigned long id = (unsigned long)archive_entry_gid(entry);

	return parcel->leaves ? (gid_t)id
			      : parcel_owner(parcel, parcel->gids, id);
}

/* Who is not root keeps what is his, and cannot give it away. */
static void attributes_owner(const struct parcel *parcel, int directory,
	const char *base, struct archive_entry *entry)
{
	if (!parcel->whole)
		return;
	if (fchownat(directory, base, attributes_user(parcel, entry),
		    attributes_group(parcel, entry),
		    AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH) < 0 &&
		(errno != EPERM || geteuid() == 0))
		die("chown", "cannot give '%s' its owner",
			archive_entry_pathname(entry));
}

static void attributes_times(
	struct archive_entry *entry, struct timespec times[2])
{
	times[0] = (struct timespec){ .tv_nsec = UTIME_OMIT };
	times[1] = (struct timespec){ .tv_sec = archive_entry_mtime(entry),
		.tv_nsec = archive_entry_mtime_nsec(entry) };
	if (!archive_entry_mtime_is_set(entry))
		times[1].tv_nsec = UTIME_OMIT;
}

/* A file system that has none of them is no reason to be without the rest. */
static void attributes_extended(
	const struct parcel *parcel, int fd, struct archive_entry *entry)
{
	const char *name;
	const void *value;
	size_t size;

	archive_entry_xattr_reset(entry);
	while (archive_entry_xattr_next(entry, &name, &value, &size) ==
		ARCHIVE_OK) {
		value = parcel_rights(parcel, name, value, &size);
		if (parcel_takes(parcel, name) &&
			fsetxattr(fd, name, value, size, 0) < 0 &&
			errno != EOPNOTSUPP && errno != EPERM)
			die("setxattr", "cannot set '%s' of '%s'", name,
				archive_entry_pathname(entry));
	}
}

/*
 * The owner first, which takes bits off the mode, and capabilities. Unless all
 * is wanted, the file is ours, and nobody becomes us by it: no set-user-ID.
 */
void parcel_attributes(
	const struct parcel *parcel, int fd, struct archive_entry *entry)
{
	mode_t mode =
		archive_entry_perm(entry) & (parcel->whole ? 07777 : 0777);
	struct timespec times[2];

	attributes_owner(parcel, fd, "", entry);
	attributes_extended(parcel, fd, entry);
	if (fchmod(fd, mode) < 0)
		die("chmod", "cannot set the mode of '%s'",
			archive_entry_pathname(entry));
	attributes_times(entry, times);
	futimens(fd, times);
}

void parcel_attributes_at(const struct parcel *parcel, int directory,
	const char *base, struct archive_entry *entry)
{
	struct timespec times[2];

	attributes_owner(parcel, directory, base, entry);
	attributes_times(entry, times);
	utimensat(directory, base, times, AT_SYMLINK_NOFOLLOW);
}
