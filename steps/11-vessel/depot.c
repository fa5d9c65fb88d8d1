/* depot.c - the directory DATA/images, and who may change what in it. */
/* SPDX-License-Identifier: MIT */
#include "depot.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "undo.h"

#include "container.h"
#include "deputy.h"
#include "digest.h"

static int depot = -1, depot_mutex = -1, depot_own = -1;
static char depot_own_name[DEPOT_NAME];

int depot_open(void)
{
	static const char *const below[] = { "blobs", "layers", "ids", "names",
		"sources", "new" };
	const char *path = data_path("images");

	if (depot >= 0)
		return depot;
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		die("mkdir", "cannot make '%s'", path);
	depot = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (depot < 0)
		die("open", "cannot open '%s'", path);
	for (size_t i = 0; i < sizeof(below) / sizeof(*below); i++)
		if (mkdirat(depot, below[i], 0700) < 0 && errno != EEXIST)
			die("mkdir", "cannot make '%s/%s'", path, below[i]);
	return depot;
}

void depot_lock(void)
{
	depot_mutex = openat(depot_open(), "lock",
		O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (depot_mutex < 0)
		die("open", "cannot open the lock of the images");
	while (flock(depot_mutex, LOCK_EX) < 0)
		if (errno != EINTR)
			die("flock", "cannot lock the images");
}

void depot_unlock(void)
{
	close(depot_mutex);
	depot_mutex = -1;
}

int depot_hold(const char *path, int lock)
{
	struct stat ours, named;
	int fd, error = 0;

	do {
		fd = openat(
			depot_open(), path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0)
			return -1;
		while (flock(fd, lock) < 0 && !error)
			error = errno == EINTR ? 0 : errno;
		if (!error && fstat(fd, &ours) == 0 &&
			fstatat(depot, path, &named, AT_SYMLINK_NOFOLLOW) ==
				0 &&
			ours.st_ino == named.st_ino)
			return fd;
		close(fd);
	} while (!error);
	errno = error;
	return -1;
}

static void depot_undo(void *argument)
{
	(void)argument;
	depot_drop();
}

int depot_new(char name[static DEPOT_NAME])
{
	unsigned long long number;

	depot_drop();
	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		die("getrandom", "cannot choose a name");
	snprintf(name, DEPOT_NAME, "new/%016llx", number);
	/* Nobody sweeps between the two: that takes the same lock. */
	depot_lock();
	if (mkdirat(depot, name, 0700) < 0)
		die("mkdir", "cannot make a directory among the images");
	depot_own = depot_hold(name, LOCK_EX | LOCK_NB);
	depot_unlock();
	if (depot_own < 0)
		die("flock", "cannot lock a directory of ours");
	if (!*depot_own_name)
		undo_later(depot_undo, NULL);
	snprintf(depot_own_name, DEPOT_NAME, "%s", name);
	return depot_own;
}

void depot_drop(void)
{
	int own = depot_own;

	depot_own = -1;
	if (own < 0)
		return;
	depot_remove(depot_own_name);
	close(own);
}

char *depot_layer(const char *diff_id)
{
	char below[DEPOT_NAME];

	snprintf(below, sizeof(below), "images/layers/%s/root",
		digest_hex(diff_id));
	return strdup(data_path(below));
}

void depot_each(const char *path,
	void (*each)(const char *name, void *argument), void *argument)
{
	int fd = openat(depot_open(), path,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);

	if (!directory)
		die("open", "cannot list the %s among the images", path);
	for (struct dirent *entry; (entry = readdir(directory));)
		if (*entry->d_name != '.')
			each(entry->d_name, argument);
	closedir(directory);
}

bool depot_link_read(const char *path, char id[static LONGEST_DIGEST])
{
	char text[LONGEST_DIGEST + 1];
	ssize_t length = readlinkat(depot_open(), path, text, LONGEST_DIGEST);

	if (length < 0)
		return false;
	text[length] = '\0';
	if (!digest_fits(text))
		return false;
	memcpy(id, text, (size_t)length + 1);
	return true;
}

void depot_link(const char *path, const char *id)
{
	char other[DEPOT_NAME];

	snprintf(other, sizeof(other), "new/link-%d", getpid());
	unlinkat(depot_open(), other, 0);
	if (symlinkat(id, depot, other) < 0 ||
		renameat(depot, other, depot, path) < 0)
		die("rename", "cannot name an image '%s'",
			strchr(path, '/') + 1);
}

void depot_remove(const char *path)
{
	deputy_remove(depot_open(), path);
}
