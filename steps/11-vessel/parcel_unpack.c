/* parcel_unpack.c - a tar stream becomes files again, from its first entry. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

#include "arrival.h"

/* A directory gets its attributes when all is in it. */
struct arrived {
	struct arrived *before;
	struct archive_entry *entry;
	int directory; /* open */
};

/* The next entry, or NULL. What is said of it is a warning, at most. */
static struct archive_entry *arrive_next(const struct arrival *arrival)
{
	struct archive_entry *entry;
	int result = archive_read_next_header(arrival->archive, &entry);

	if (result == ARCHIVE_EOF)
		return NULL;
	if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
		arrival_broken(arrival);
	return entry;
}

/* Is `name` in the directory that is told by its entry? */
static bool arrive_is_in(const struct arrived *row, const char *name)
{
	const char *above = archive_entry_pathname(row->entry);
	size_t length = strlen(above);

	while (length && above[length - 1] == '/')
		length--;
	return !strncmp(above, name, length) && name[length] == '/';
}

/* Those that `name` is not in are finished; NULL: all are. */
static void arrive_finish(struct arrival *arrival, const char *name)
{
	for (struct arrived *row; (row = arrival->directories);) {
		if (name && arrive_is_in(row, name))
			return;
		parcel_attributes(arrival->parcel, row->directory, row->entry);
		close(row->directory);
		archive_entry_free(row->entry);
		arrival->directories = row->before;
		free(row);
	}
}

static void arrive_begin(
	struct arrival *arrival, struct archive_entry *entry, int directory)
{
	struct arrived *row = malloc(sizeof(*row));

	if (!row)
		die("malloc", "cannot keep a directory's mode in memory");
	*row = (struct arrived){ arrival->directories,
		archive_entry_clone(entry), directory };
	arrival->directories = row;
}

/* As `base` in `parent`, of whom we have it open. */
static void arrive_as(struct arrival *arrival, int parent, const char *base,
	struct archive_entry *entry)
{
	int fd = arrival_make(arrival, parent, base, entry);

	if (fd >= 0 && archive_entry_filetype(entry) == AE_IFDIR) {
		arrive_begin(arrival, entry, fd);
	} else if (fd >= 0) {
		parcel_attributes(arrival->parcel, fd, entry);
		close(fd);
	}
}

static void arrive_entry(struct arrival *arrival, struct archive_entry *entry)
{
	const char *path = archive_entry_pathname(entry);
	const char *name = arrival_name(arrival, path);
	char *base;
	int parent;

	arrive_finish(arrival, path);
	if (!*name) /* of the top itself, which is there */
		return;
	parent = arrival_parent(arrival, name, &base);
	arrive_as(arrival, parent, base, entry);
	close(parent);
	free(base);
}

/* One that is no directory is all that comes. */
static void arrive_alone(struct arrival *arrival,
	const struct parcel_place *place, struct archive_entry *entry)
{
	if (place->file >= 0)
		arrival_contents(arrival, place->file, entry);
	else
		arrive_as(arrival, place->directory, place->name, entry);
}

/* The directory that all comes into, which may be there already. */
static void arrive_top(struct arrival *arrival,
	const struct parcel_place *place, struct archive_entry *entry)
{
	arrival->top = place->directory;
	if (!place->name)
		return;
	arrive_as(arrival, place->directory, place->name, entry);
	arrival->top = openat(place->directory, place->name,
		O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (arrival->top < 0)
		arrival_die(arrival, place->name);
	close(place->directory);
}

/* No filter: some are other programs, and here they would be of this root. */
static void arrive_open(struct arrival *arrival, int stream)
{
	struct archive *archive = arrival->archive = archive_read_new();

	if (!archive || archive_read_support_format_tar(archive) != ARCHIVE_OK)
		die("malloc", "cannot read a tar stream");
	if (archive_read_open_fd(archive, stream, 1 << 16) != ARCHIVE_OK)
		arrival_broken(arrival);
}

void parcel_unpack(const struct parcel *parcel, const char *path)
{
	struct arrival arrival = {
		.parcel = parcel,
		.target = path,
	};
	struct archive_entry *entry;
	struct parcel_place place;
	bool directory;

	umask(0);
	arrive_open(&arrival, parcel->stream);
	entry = arrive_next(&arrival);
	if (!entry && !parcel->is_tar)
		arrival_broken(&arrival);
	directory = parcel->is_tar || archive_entry_filetype(entry) == AE_IFDIR;
	place = parcel_place_find(parcel, path, directory);
	if (!directory)
		arrive_alone(&arrival, &place, entry);
	else if (!parcel->is_tar)
		arrive_top(&arrival, &place, entry);
	else
		arrival.top = place.directory;
	if (!parcel->is_tar)
		entry = arrive_next(&arrival);
	for (; entry; entry = arrive_next(&arrival))
		arrive_entry(&arrival, entry);
	arrive_finish(&arrival, NULL);
	archive_read_free(arrival.archive);
}
