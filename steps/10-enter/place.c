/* place.c - the one directory that is mounted on the host: that of pins. */
/* SPDX-License-Identifier: MIT */
#include "place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "die.h"

#define ABOVE "/run/vessel"

enum { MOST_TRIES = 6000 }; /* 5 ms each */

static int lock = -1; /* on the directory above: it is no mount */

/* Whoever waited while the last pin went has got what is no longer there. */
static bool above_is_there(void)
{
	struct stat here, there;

	return fstat(lock, &here) == 0 && stat(ABOVE, &there) == 0 &&
	       here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

static void above_lock(void)
{
	const struct timespec pause = { .tv_nsec = 5000000 };

	for (int tries = 0; tries < MOST_TRIES; tries++) {
		if (lock >= 0)
			close(lock);
		/* Nobody else's: whoever can open it can lock it. */
		if (mkdir(ABOVE, 0700) < 0 && errno != EEXIST)
			die("mkdir", "cannot make '" ABOVE "'");
		lock = open(
			ABOVE, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (lock < 0 && errno != ENOENT)
			die("open", "cannot open '" ABOVE "'");
		if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0 &&
			above_is_there())
			return;
		nanosleep(&pause, NULL);
	}
	errno = EWOULDBLOCK;
	die("flock", "cannot lock '" ABOVE "'");
}

/*
 * A mount namespace can be mounted on a private mount only, or it would travel
 * into itself. So the directory is one: who is none cannot be made private.
 */
static void place_make(void)
{
	if (mkdir(PLACE, 0700) < 0 && errno != EEXIST)
		die("mkdir", "cannot make '" PLACE "'");
	if (mount(NULL, PLACE, NULL, MS_PRIVATE, NULL) == 0)
		return;
	if (errno != EINVAL || mount(PLACE, PLACE, NULL, MS_BIND, NULL) < 0 ||
		mount(NULL, PLACE, NULL, MS_PRIVATE, NULL) < 0)
		die("mount", "cannot mount '" PLACE "' on itself");
}

int place_open(void)
{
	if (geteuid() != 0)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "pins are mounts of the host: type"
				       " 'sudo' before it" },
			"you are not root");
	return open(PLACE, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

int place_lock(void)
{
	int place = place_open();

	if (place >= 0)
		close(place);
	above_lock();
	place_make();
	place = place_open();
	if (place < 0)
		die("open", "cannot open '" PLACE "'");
	return place;
}

static bool is_empty(int place)
{
	DIR *directory = fdopendir(dup(place));
	struct dirent *entry;
	bool empty = true;

	if (!directory)
		return false;
	rewinddir(directory);
	while ((entry = readdir(directory)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			empty = false;
	closedir(directory);
	return empty;
}

void place_release(int place)
{
	bool empty = is_empty(place);

	close(place);
	if (empty && umount2(PLACE, UMOUNT_NOFOLLOW) == 0 && rmdir(PLACE) == 0)
		rmdir(ABOVE);
	close(lock);
	lock = -1;
}
