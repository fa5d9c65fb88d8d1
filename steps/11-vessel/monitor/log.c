/* log.c - all that the guest writes, on the disk, in files of limited size. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>

#include "log_record.h"
#include "watch.h"

enum { LONGEST_NAME = 32 };

static void log_name(char name[static LONGEST_NAME], unsigned long number)
{
	snprintf(name, LONGEST_NAME, "log.%lu", number);
}

void log_open(struct log *log)
{
	char name[LONGEST_NAME];

	log_name(name, log->number);
	log->fd = openat(log->directory, name,
		O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (log->fd >= 0)
		log->size = lseek(log->fd, 0, SEEK_END);
}

/* Where a next file cannot be made, the last one is not made longer. */
static void log_next(struct log *log)
{
	char name[LONGEST_NAME];

	if (log->fd >= 0)
		close(log->fd);
	log->number++;
	log_open(log);
	if (log->number <= (unsigned long)log->files)
		return;
	log_name(name, log->number - (unsigned long)log->files);
	unlinkat(log->directory, name, 0);
}

static struct record record_head(int stream, size_t length)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (struct record){ (uint32_t)now.tv_sec, (uint32_t)now.tv_nsec,
		(uint32_t)stream << 24 | (uint32_t)length };
}

/* One record, whole or not at all: what comes behind half a one is lost. */
static bool record_write(
	struct log *log, int stream, const void *data, size_t length)
{
	struct record record = record_head(stream, length);
	struct iovec parts[] = { { &record, sizeof(record) },
		{ (void *)data, length } };
	ssize_t whole = (ssize_t)(sizeof(record) + length), done;

	done = writev(log->fd, parts, 2);
	if (done == whole) {
		log->size += whole;
		return true;
	}
	if (done > 0 && ftruncate(log->fd, log->size) < 0)
		log_next(log);
	return false;
}

/* Behind a gap, it is told first how large that is; both, or none of them. */
static bool log_part(
	struct log *log, int stream, const char *data, size_t length)
{
	long before = log->size;

	if (log->lost &&
		!record_write(log, RECORD_LOST, &log->lost, sizeof(log->lost)))
		return false;
	if (record_write(log, stream, data, length)) {
		log->lost = 0;
		return true;
	}
	if (log->size > before && ftruncate(log->fd, before) == 0)
		log->size = before;
	else if (log->size > before)
		log->lost = 0; /* it has been told */
	return false;
}

void log_write(struct log *log, int stream, const char *data, size_t length)
{
	const long head = sizeof(struct record);

	while (log->limit && length > 0) {
		long room = log->limit - log->size - head;
		size_t part = length;

		if (log->fd < 0 || room <= 0) {
			log_next(log);
			room = log->limit - head;
		}
		if (part > (size_t)room)
			part = (size_t)room;
		if (!log_part(log, stream, data, part))
			log->lost += part;
		data += part;
		length -= part;
	}
}
