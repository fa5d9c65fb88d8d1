/* record.c - what a layer was made on. */
/* SPDX-License-Identifier: MIT */
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

#include "storage.h"

#define RECORD "made-on"

/* The storage, the root and what is below it; a 0 ends each. */
static char *record_text(const struct overlay *overlay, size_t *length)
{
	size_t size = strlen(overlay->storage->name) + 1;
	char *text, *end;

	for (size_t i = 0; i < overlay->lower_count; i++)
		size += strlen(overlay->paths[i]) + 1;
	text = malloc(size);
	if (!text)
		die("malloc", "cannot keep what the layer is made on");
	end = stpcpy(text, overlay->storage->name) + 1;
	for (size_t i = 0; i < overlay->lower_count; i++)
		end = stpcpy(end, overlay->paths[i]) + 1;
	*length = size;
	return text;
}

void record_write(struct overlay *overlay)
{
	size_t length;
	char *text = record_text(overlay, &length);
	int fd = openat(overlay->layer, RECORD,
		O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
	ssize_t done = fd < 0 ? -1 : write(fd, text, length);
	struct stat status;

	if (done >= 0 && (size_t)done < length)
		errno = ENOSPC;
	/* The name that the layer has next must not reach the disk before. */
	if (done != (ssize_t)length || fstat(fd, &status) < 0 ||
		(overlay->name && fsync(fd) < 0))
		die("write", "cannot note what the layer is made on");
	overlay->since = status.st_mtim;
	close(fd);
	free(text);
}

static void storage_adopt(struct overlay *overlay, const char *name)
{
	const struct storage *const *kind = storages;

	while (*kind && strcmp((*kind)->name, name))
		kind++;
	if (!*kind)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"the layer '%s' is of a kind that is not known here",
			overlay->name);
	if (overlay->storage && overlay->storage != *kind)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "leave --storage out, or take another"
				       " name" },
			"the layer '%s' is of --storage %s", overlay->name,
			name);
	overlay->storage = *kind;
}

/* However many paths there are; two more 0s after it, should it have none. */
static char *text_read(struct overlay *overlay, size_t *length)
{
	int fd = openat(overlay->layer, RECORD,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat status;
	char *text = NULL;

	if (fd >= 0 && fstat(fd, &status) == 0)
		text = calloc(1, (size_t)status.st_size + 2);
	if (!text || read(fd, text, (size_t)status.st_size) != status.st_size)
		die("open", "cannot read what the layer '%s' was made on",
			overlay->name);
	close(fd);
	overlay->since = status.st_mtim;
	*length = (size_t)status.st_size;
	return text;
}

void record_read(struct overlay *overlay)
{
	size_t length, wanted;
	char *text = text_read(overlay, &length), *expected;

	storage_adopt(overlay, text);
	expected = record_text(overlay, &wanted);
	if (length != wanted || memcmp(text, expected, wanted))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "give --rootfs and --lower as they were"
				       " then, or take another name" },
			"the layer '%s' was made on '%s', and on what was below"
			" it then",
			overlay->name, text + strlen(text) + 1);
	free(expected);
	free(text);
}
