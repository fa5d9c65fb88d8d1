/* logbook.c - a container's log, read. */
/* SPDX-License-Identifier: MIT */
#include "logbook.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "number.h"

/* Of the files log.N, the number of the next one after `after`, or of the last;
 * 0: there is none. */
static unsigned long logbook_find(int directory, unsigned long after, bool last)
{
	unsigned long found = 0, number;
	int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);

	if (!list)
		die("open", "cannot look for the log");
	for (struct dirent *entry; (entry = readdir(list));) {
		if (strncmp(entry->d_name, "log.", 4) != 0 ||
			number_read(entry->d_name + 4, 1, ULONG_MAX - 1,
				&number) < 0)
			continue;
		if (number > after &&
			(!found || (last ? number > found : number < found)))
			found = number;
	}
	closedir(list);
	return found;
}

static int logbook_file(int directory, unsigned long number, int flags)
{
	char name[32];

	snprintf(name, sizeof(name), "log.%lu", number);
	return openat(directory, name, flags | O_CLOEXEC | O_NOFOLLOW);
}

/* Is this the head of a record? */
static bool entry_read(struct entry *entry, const void *head)
{
	memcpy(&entry->head, head, sizeof(entry->head));
	entry->stream = (int)(entry->head.what >> 24);
	entry->length = entry->head.what & 0xffffff;
	return entry->stream >= RECORD_OUTPUT && entry->stream <= RECORD_LOST &&
	       entry->length <= RECORD_LONGEST;
}

unsigned long logbook_mend(int directory)
{
	unsigned long number = logbook_find(directory, 0, true);
	int fd = number ? logbook_file(directory, number, O_RDWR) : -1;
	off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END), whole = 0, next = 0;
	const off_t head = sizeof(struct record);
	char bytes[sizeof(struct record)];
	struct entry entry;

	while (next <= size) {
		whole = next;
		if (fd < 0 || pread(fd, bytes, sizeof(bytes), next) != head ||
			!entry_read(&entry, bytes))
			break;
		next += head + (off_t)entry.length;
	}
	if (fd >= 0 && whole < size && ftruncate(fd, whole) < 0)
		die("truncate", "cannot mend the log");
	if (fd >= 0)
		close(fd);
	return number ? number : 1;
}

void logbook_open(struct logbook *logbook, int directory)
{
	logbook->directory = directory;
	logbook->fd = -1;
	logbook->number = 0;
	logbook->from = logbook->length = 0;
}

void logbook_close(struct logbook *logbook)
{
	if (logbook->fd >= 0)
		close(logbook->fd);
}

/* The whole record that has been read ahead; false: there is not all of it. */
static bool entry_take(struct logbook *logbook, struct entry *entry)
{
	const size_t head = sizeof(struct record);
	const char *bytes = logbook->ahead + logbook->from;

	if (logbook->length < head)
		return false;
	if (!entry_read(entry, bytes)) {
		fflush(NULL); /* what came before it */
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "what comes before has been"
				       " shown" },
			"the log is damaged, in its file log.%lu",
			logbook->number);
	}
	if (logbook->length < head + entry->length)
		return false;
	entry->data = bytes + head;
	logbook->from += head + entry->length;
	logbook->length -= head + entry->length;
	return true;
}

/* Read on; false: there is no more in this file, for now. */
static bool logbook_fill(struct logbook *logbook)
{
	ssize_t got;

	memmove(logbook->ahead, logbook->ahead + logbook->from,
		logbook->length);
	logbook->from = 0;
	do
		got = read(logbook->fd, logbook->ahead + logbook->length,
			sizeof(logbook->ahead) - logbook->length);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		die("read", "cannot read the log");
	logbook->length += (size_t)got;
	return got > 0;
}

/* To the next file: the one we are at grows no more. False: there is none. */
static bool logbook_turn(struct logbook *logbook)
{
	unsigned long number;
	int fd;

	do {
		number = logbook_find(
			logbook->directory, logbook->number, false);
		if (!number)
			return false;
		/* (It may have been the oldest, and be gone by now.) */
		fd = logbook_file(logbook->directory, number, O_RDONLY);
	} while (fd < 0 && errno == ENOENT);
	if (fd < 0)
		die("open", "cannot read the log");
	/* What was written before there was a next one. */
	if (logbook->fd >= 0 && logbook_fill(logbook)) {
		close(fd);
		return true;
	}
	logbook_close(logbook);
	logbook->fd = fd;
	logbook->number = number;
	logbook->from = logbook->length = 0;
	return true;
}

bool logbook_next(struct logbook *logbook, struct entry *entry)
{
	while (!entry_take(logbook, entry))
		if (!(logbook->fd >= 0 && logbook_fill(logbook)) &&
			!logbook_turn(logbook))
			return false;
	return true;
}
