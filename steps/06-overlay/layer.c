/* layer.c - one layer: its name, its lock, its life. */
/* SPDX-License-Identifier: MIT */
#include "layer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "die.h"
#include "fd.h"

#include "record.h"
#include "scratch.h"
#include "storage.h"
#include "store.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

void layer_check_name(const char *name)
{
	size_t length = strlen(name);

	if (length < 1 || length > LONGEST_NAME || !strchr(LETTERS, *name) ||
		strspn(name, LETTERS "_.-") != length)
		options_refuse("'%s' is no name for a layer: letters, digits"
			       " and _.- make one, %d at most, the first no"
			       " sign",
			name, LONGEST_NAME);
}

const char *layer_path(const struct overlay *overlay, const char *name)
{
	static char path[PATH_MAX];

	if (overlay->scratch) /* the guest side mounts it there */
		snprintf(path, sizeof(path), "%s/%s", overlay->paths[0], name);
	else
		snprintf(path, sizeof(path), "%s/%s/%s", store_path(overlay),
			overlay->entry, name);
	return path;
}

void layer_choose(struct overlay *overlay)
{
	uint64_t number;

	if (getrandom(&number, sizeof(number), 0) < 0)
		die("getrandom", "cannot choose a name for the layer");
	snprintf(overlay->entry, sizeof(overlay->entry), ".%016llx",
		(unsigned long long)number);
}

bool layer_is_number(const char *name)
{
	return strlen(name) == 16 && strspn(name, "0123456789abcdef") == 16;
}

int layer_lock(int layers, const char *entry)
{
	int fd = openat(
		layers, entry, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat locked, named;

	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		if (fstat(fd, &locked) == 0 &&
			fstatat(layers, entry, &named, AT_SYMLINK_NOFOLLOW) ==
				0 &&
			locked.st_ino == named.st_ino)
			return fd;
		errno = ENOENT;
	}
	close(fd);
	return -1;
}

static _Noreturn void layer_busy(const char *name)
{
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "what two guests write at once fits neither:"
			       " wait for its end, or take another name" },
		"the layer '%s' is in use by another guest", name);
}

int layer_wait(const struct overlay *overlay)
{
	int layer = -1;

	/* Another start may be looking at it, which takes no time. */
	for (int tries = 0; tries < 20 && layer < 0; tries++) {
		if (tries)
			nanosleep(&(struct timespec){ .tv_nsec = 10000000 },
				NULL);
		layer = layer_lock(overlay->layers, overlay->name);
		if (layer < 0 && errno != EWOULDBLOCK)
			break;
	}
	return layer;
}

/* What is searched for, and found. */
struct search {
	struct stat layer;
	int found;
};

/* (A lock belongs to what is open: to lock it again changes nothing.) */
static void fd_compare(int fd, void *argument)
{
	struct search *search = argument;
	struct stat status;

	if (fstat(fd, &status) == 0 && status.st_ino == search->layer.st_ino &&
		status.st_dev == search->layer.st_dev &&
		flock(fd, LOCK_EX | LOCK_NB) == 0)
		search->found = fd;
}

int layer_kept(const struct overlay *overlay)
{
	struct search search = { .found = -1 };

	if (fstatat(overlay->layers, overlay->name, &search.layer,
		    AT_SYMLINK_NOFOLLOW) == 0)
		fd_each(fd_compare, &search);
	if (search.found >= 0)
		fcntl(search.found, F_SETFD, FD_CLOEXEC);
	return search.found;
}

bool layer_find(struct overlay *overlay)
{
	if (!overlay->name)
		return false;
	overlay->layer = layer_wait(overlay);
	if (overlay->layer >= 0) {
		snprintf(overlay->entry, sizeof(overlay->entry), "%s",
			overlay->name);
		record_read(overlay);
		return true;
	}
	if (errno == EWOULDBLOCK)
		layer_busy(overlay->name);
	if (errno != ENOENT)
		die("open", "cannot open the layer '%s'", overlay->name);
	return false;
}

void layer_make(struct overlay *overlay)
{
	overlay->fresh = true;
	if (overlay->scratch) {
		overlay->layer =
			scratch_make(overlay->storage == &storage_copy);
		return;
	}
	for (int tries = 0; tries < 100; tries++) {
		layer_choose(overlay);
		if (mkdirat(overlay->layers, overlay->entry, 0700) == 0)
			overlay->layer =
				layer_lock(overlay->layers, overlay->entry);
		if (overlay->layer >= 0)
			return;
		/* Somebody else's sweep was faster; or the last layer has gone
		 * just now, and the directory of layers with it. */
		if (errno != EWOULDBLOCK && errno != ENOENT)
			break;
		close(overlay->layers);
		store_open(overlay);
	}
	die("mkdir", "cannot make a layer in '%s'", store_path(overlay));
}

void layer_finish(struct overlay *overlay)
{
	record_write(overlay);
	if (!overlay->name)
		return;
	if (renameat(overlay->layers, overlay->entry, overlay->layers,
		    overlay->name) < 0) {
		if (errno == EEXIST || errno == ENOTEMPTY)
			layer_busy(overlay->name); /* made meanwhile */
		die("rename", "cannot name the layer '%s'", overlay->name);
	}
	snprintf(overlay->entry, sizeof(overlay->entry), "%s", overlay->name);
}
