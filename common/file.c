/* file.c - small files of the kernel, read and written whole. */
/* SPDX-License-Identifier: MIT */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "die.h"

/* Linux has it since 5.9, the C library since 2.34. */
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

/* Fill `text` from `fd` until its end or until it is full. */
static ssize_t read_full(int fd, char *text, size_t size)
{
	size_t length = 0;
	ssize_t got;

	while (length < size) {
		got = read(fd, text + length, size - length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		length += (size_t)got;
	}
	return (ssize_t)length;
}

ssize_t read_at(int dirfd, const char *path, char *text, size_t size)
{
	int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t length;

	if (fd < 0)
		return -1;
	length = read_full(fd, text, size);
	close(fd);
	if (length == (ssize_t)size) {
		errno = E2BIG;
		return -1;
	}
	if (length >= 0)
		text[length] = '\0';
	return length;
}

char *read_all_at(int dirfd, const char *path)
{
	size_t size = 4096;

	for (char *text = NULL;; size *= 2) {
		char *larger = realloc(text, size);

		if (!larger)
			break;
		text = larger;
		if (read_at(dirfd, path, text, size) >= 0)
			return text;
		if (errno != E2BIG) {
			free(text);
			return NULL;
		}
	}
	die("malloc", "cannot keep '%s' in memory", path);
}

/* One write(2), and none of its errors lost when the file is closed. */
static int write_whole(int fd, const char *text, size_t length)
{
	ssize_t done = write(fd, text, length);
	int error = errno;

	if (done >= 0 && (size_t)done < length)
		error = ENOSPC;
	if (close(fd) < 0 && done == (ssize_t)length)
		return -1;
	errno = error;
	return done == (ssize_t)length ? 0 : -1;
}

int write_at(int dirfd, const char *path, const char *format, ...)
{
	int fd, length, result;
	va_list arguments;
	char *text;

	va_start(arguments, format);
	length = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (length < 0)
		return -1;
	fd = openat(dirfd, path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	result = fd < 0 ? -1 : write_whole(fd, text, (size_t)length);
	free(text);
	return result;
}

void file_hold_standard(void)
{
	int fd;

	/* O_PATH: write(2) says EBADF, just as to a closed descriptor. */
	do
		fd = open("/", O_PATH | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd < 0)
		die("open", "cannot open '/'");
	close(fd);
}

void file_close_others(int kept)
{
	unsigned int first = STDERR_FILENO + 1;

	if (kept > STDERR_FILENO) {
		if ((unsigned int)kept > first)
			syscall(SYS_close_range, first, kept - 1, 0);
		first = (unsigned int)kept + 1;
	}
	if (syscall(SYS_close_range, first, UINT_MAX, 0) < 0)
		die("close_range", "cannot close what the caller left open");
}

/* Not so a file in memory, or one whose mount hangs nowhere. */
static bool file_is_named(const char *path)
{
	return strcmp(path, "/") != 0 && strncmp(path, "/memfd:", 7) != 0;
}

bool file_program(char *path, size_t size)
{
	ssize_t length = readlink("/proc/self/exe", path, size - 1);
	char *end;

	if (length < 0)
		return false;
	path[length] = '\0';
	if (!file_is_named(path) && getenv(FILE_PROGRAM))
		snprintf(path, size, "%s", getenv(FILE_PROGRAM));
	/* Whoever put another in its place wants that one from now on. */
	end = strrchr(path, ' ');
	if (end && !strcmp(end, " (deleted)") && access(path, F_OK) < 0)
		*end = '\0';
	return true;
}

const char *file_near_program(const char *relative)
{
	static char path[PATH_MAX];
	size_t length;

	if (!file_program(path, sizeof(path)))
		return relative;
	*strrchr(path, '/') = '\0';
	for (; !strncmp(relative, "../", 3) && strchr(path, '/'); relative += 3)
		*strrchr(path, '/') = '\0';
	length = strlen(path);
	snprintf(path + length, sizeof(path) - length, "/%s", relative);
	return path;
}
