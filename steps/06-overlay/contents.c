/* contents.c - the contents of a file, copied in the cheapest way there is. */
/* SPDX-License-Identifier: MIT */
#include "contents.h"

#include <errno.h>
#include <linux/fs.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patience.h"

/* What is copied at once, without asking whether somebody still waits. */
enum { PIECE = 1 << 24 };

/* What copy_file_range(2) says of two file systems, or of an old kernel. */
static bool is_for_us(int error)
{
	return error == EXDEV || error == EINVAL || error == ENOSYS ||
	       error == EOPNOTSUPP;
}

/* Through our own memory, up to `end`. */
static int range_carry(int from, int to, off_t at, off_t end)
{
	static char bytes[1 << 17];
	ssize_t length, done;

	for (; at < end; at += done) {
		size_t most = sizeof(bytes);

		if (patience_lost()) {
			errno = EINTR;
			return -1;
		}
		if (end - at < (off_t)most)
			most = (size_t)(end - at);
		length = pread(from, bytes, most, at);
		if (length <= 0) /* it became shorter meanwhile */
			return (int)length;
		done = pwrite(to, bytes, (size_t)length, at);
		if (done < 0)
			return -1;
	}
	return 0;
}

/* From `at` to `end`, there is data and no hole. */
static int range_copy(int from, int to, off_t at, off_t end)
{
	off_t source = at, target = at;
	ssize_t done;

	while (source < end) {
		size_t most =
			end - source < PIECE ? (size_t)(end - source) : PIECE;

		if (patience_lost()) {
			errno = EINTR;
			return -1;
		}
		done = copy_file_range(from, &source, to, &target, most, 0);
		if (done < 0 && is_for_us(errno))
			return range_carry(from, to, source, end);
		if (done <= 0)
			return (int)done;
	}
	return 0;
}

int contents_copy(int from, int to)
{
	struct stat status;
	off_t at = 0, end;

	/* Share the blocks until one of the two is written. FICLONE(2const) */
	if (ioctl(to, FICLONE, from) == 0)
		return 0;
	if (fstat(from, &status) < 0 || ftruncate(to, status.st_size) < 0)
		return -1;
	while (at < status.st_size) {
		at = lseek(from, at, SEEK_DATA);
		if (at < 0) /* ENXIO: nothing but a hole is left */
			return errno == ENXIO ? 0 : -1;
		end = lseek(from, at, SEEK_HOLE);
		if (end < 0 || range_copy(from, to, at, end) < 0)
			return -1;
		at = end;
	}
	return 0;
}
