/* lock.c - one start at a time in a network namespace. */
/* SPDX-License-Identifier: MIT */
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bridge.h"

#define NAMESPACE "/proc/self/ns/net"
#define LOCKS "/run/" BRIDGE "."

enum { MOST_TRIES = 6000 }; /* 5 ms each */

/* A namespace is known by its number, and so is its lock. */
static const char *lock_path(void)
{
	static char path[64];
	struct stat status;

	if (stat(NAMESPACE, &status) < 0)
		return NAMESPACE;
	snprintf(path, sizeof(path), LOCKS "%lu", (unsigned long)status.st_ino);
	return path;
}

/*
 * Whoever can open a file can lock it, for reading too. So it is one of root's,
 * and not the namespace itself, which everybody in it can open.
 */
static int lock_open(void)
{
	int fd = open(
		lock_path(), O_RDONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	/* Root of a user namespace alone, whose network is nobody else's. */
	if (fd < 0 && (errno == EACCES || errno == EROFS))
		fd = open(NAMESPACE, O_RDONLY | O_CLOEXEC);
	return fd;
}

/* Who waited while the last guest went has got what is no longer there. */
static bool is_removed(int lock)
{
	struct stat status;

	return fstat(lock, &status) == 0 && status.st_nlink == 0;
}

int lock_take(int *lock)
{
	const struct timespec pause = { .tv_nsec = 5000000 };

	for (int tries = 0; tries < MOST_TRIES; tries++) {
		if (*lock < 0)
			*lock = lock_open();
		if (*lock < 0)
			return -1;
		if (flock(*lock, LOCK_EX | LOCK_NB) == 0) {
			if (!is_removed(*lock))
				return 0;
			close(*lock);
			*lock = -1;
			continue;
		}
		if (errno != EWOULDBLOCK)
			return -1;
		nanosleep(&pause, NULL);
	}
	errno = EWOULDBLOCK;
	return -1;
}

void lock_release(int lock)
{
	/* The guest has a copy of the descriptor: closing is not enough. */
	flock(lock, LOCK_UN);
}

void lock_remove(void)
{
	unlink(lock_path());
}

/* What nobody holds is needed by nobody: who wants it next makes another. */
static void unheld_remove(const char *path)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 && !is_removed(fd))
		unlink(path);
	close(fd);
}

void lock_sweep(void)
{
	const char *own = lock_path();
	glob_t found;

	if (glob(LOCKS "*", GLOB_NOSORT, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		if (strcmp(found.gl_pathv[i], own))
			unheld_remove(found.gl_pathv[i]);
	globfree(&found);
}
