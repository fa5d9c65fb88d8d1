/* accounts.c - lines of /etc/passwd and /etc/group that somebody else wrote. */
/* SPDX-License-Identifier: MIT */
#include "accounts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "die.h"

enum { MOST_BYTES = 16 << 20 };

/*
 * The file may be a link to /proc/self/fd, a pipe that nobody writes, or a
 * terminal: it is not followed, not waited for, not made ours.
 */
static int file_open(const char *path)
{
	struct open_how how = {
		.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	int root = open("/", O_PATH | O_CLOEXEC), fd, error;

	if (root < 0)
		die("open", "cannot open '/'");
	fd = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
	error = errno;
	close(root);
	errno = error;
	return fd;
}

static size_t file_size(int fd, const char *path)
{
	struct death death = { .code = EXIT_LAUNCHER };
	struct stat status;

	if (fstat(fd, &status) < 0)
		die("stat", "cannot read '%s' of the guest", path);
	if (!S_ISREG(status.st_mode))
		die_of(&death, "'%s' of the guest is no regular file", path);
	if (status.st_size > MOST_BYTES)
		die_of(&death, "'%s' of the guest has more than %d MiB", path,
			MOST_BYTES >> 20);
	return (size_t)status.st_size;
}

/* No more than it had a moment ago: somebody may still be writing. */
static size_t file_read(int fd, const char *path, char *text, size_t size)
{
	size_t length = 0;
	ssize_t got;

	do {
		got = read(fd, text + length, size - length);
		if (got < 0)
			die("read", "cannot read '%s' of the guest", path);
		length += (size_t)got;
	} while (got > 0);
	return length;
}

void accounts_open(struct accounts *accounts, const char *path)
{
	int fd = file_open(path);
	size_t size;

	*accounts = (struct accounts){ 0 };
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return;
	if (fd < 0)
		die("openat2", "cannot read '%s' of the guest", path);
	size = file_size(fd, path);
	accounts->text = malloc(size + 1);
	if (!accounts->text)
		die("malloc", "cannot keep '%s' in memory", path);
	accounts->next = accounts->text;
	accounts->end =
		accounts->text + file_read(fd, path, accounts->text, size);
	*accounts->end = '\0';
	close(fd);
}

void accounts_close(struct accounts *accounts)
{
	free(accounts->text);
	*accounts = (struct accounts){ 0 };
}

/* Cut `line` at its colons. True if that makes just `count` fields. */
static bool line_cut(char *line, char *fields[], size_t count)
{
	char *field;
	size_t i = 0;

	while ((field = strsep(&line, ":"))) {
		if (i == count)
			return false;
		fields[i++] = field;
	}
	return i == count && *fields[0];
}

bool accounts_next(struct accounts *accounts, char *fields[], size_t count)
{
	char *line, *end;

	while (accounts->next < accounts->end) {
		line = accounts->next;
		end = memchr(line, '\n', (size_t)(accounts->end - line));
		if (!end)
			end = accounts->end;
		*end = '\0';
		accounts->next = end + 1;
		/* With a zero byte in it, it is not what it seems to be. */
		if (strlen(line) == (size_t)(end - line) &&
			line_cut(line, fields, count))
			return true;
	}
	return false;
}
