/* group.c - directories that are groups: made, locked, removed. */
/* SPDX-License-Identifier: MIT */
#include "group.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

#include "tree.h"

#define OURS "vessel-" /* and the launcher's number, and one behind a dot */

static void pause_shortly(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL); /* 2 ms */
}

bool group_is_ours(const char *name)
{
	size_t digits;

	if (strncmp(name, OURS, strlen(OURS)))
		return false;
	name += strlen(OURS);
	digits = strspn(name, "0123456789");
	name += digits;
	if (*name == '.')
		name += 1 + strspn(name + 1, "0123456789");
	return digits && !*name;
}

/*
 * Whoever can open something can lock it, and a directory has to be open to
 * all. So the lock is on a file in there that nobody else needs to read.
 */
static int lock_open(int group, int version)
{
	return openat(group,
		version == 2 ? "cgroup.max.depth" : "notify_on_release",
		O_RDONLY | O_CLOEXEC);
}

/*
 * The lock says that the launcher lives: it goes with its process, whatever
 * that dies of, and no other process gets it by having the same number. (The
 * guest has a copy until it runs its command, and dies with us.) Whoever
 * removes groups takes the lock as well, so after we got it, look whether the
 * name still leads here. flock(2)
 */
static int lock_take(int parent, const char *name, struct tree *tree)
{
	struct stat here, there;

	tree->lock = lock_open(tree->group, tree->version);
	if (tree->lock < 0 || fchmod(tree->lock, 0600) < 0)
		return errno == ENOENT || errno == ENODEV ? 0 : -1;
	for (int tries = 0; flock(tree->lock, LOCK_EX | LOCK_NB) < 0; tries++) {
		if (errno != EWOULDBLOCK || tries == 1000)
			return -1;
		pause_shortly();
	}
	return fstat(tree->group, &here) == 0 &&
	       fstatat(parent, name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
	       here.st_ino == there.st_ino;
}

static void group_close(struct tree *tree)
{
	if (tree->inner >= 0 && tree->inner != tree->group)
		close(tree->inner);
	if (tree->group >= 0)
		close(tree->group);
	if (tree->lock >= 0)
		close(tree->lock);
	tree->group = tree->inner = tree->lock = -1;
}

/* 1: made. 0: that name is taken, or was taken away again. -1 and errno. */
static int group_try(struct tree *tree, int parent, const char *name)
{
	int locked = -1, error;

	/* Nobody else comes to the lock before it is ours alone. */
	if (mkdirat(parent, name, 0700) < 0)
		return errno == EEXIST ? 0 : -1;
	tree->group = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (tree->group < 0 && errno == ENOENT)
		return 0;
	if (tree->group >= 0)
		locked = lock_take(parent, name, tree);
	if (locked > 0) {
		fchmod(tree->group, 0755); /* the guest lists it */
		tree->inner = tree->group;
		tree->name = text_join(name, "", "");
		return 1;
	}
	error = errno;
	if (locked < 0)
		unlinkat(parent, name, AT_REMOVEDIR);
	group_close(tree);
	errno = error;
	return locked;
}

int group_make(struct tree *tree)
{
	int parent = open(tree->parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int made = parent < 0 ? -1 : 0, error;
	char name[64];

	for (int i = 0; made == 0 && i < 1000; i++) {
		snprintf(name, sizeof(name), i ? OURS "%d.%d" : OURS "%d",
			getpid(), i);
		made = group_try(tree, parent, name);
	}
	error = errno;
	if (made > 0 && list_has(tree->controllers, "cpuset"))
		cpuset_fill(parent, tree->group);
	if (parent >= 0)
		close(parent);
	errno = made == 0 ? EEXIST : error;
	return made > 0 ? 0 : -1;
}

/* Groups that the guest has made in its own go first. */
static int group_unlink(int parent, const char *name)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	while (directory && (entry = readdir(directory)))
		if (entry->d_type == DT_DIR && *entry->d_name != '.')
			group_unlink(fd, entry->d_name);
	if (directory)
		closedir(directory);
	return unlinkat(parent, name, AT_REMOVEDIR);
}

/* Who was killed leaves the group a moment later. 0, or -1 and errno. */
static int group_end(int parent, const char *name, int group, int most_tries)
{
	for (int tries = 0; group_unlink(parent, name) < 0; tries++) {
		if (errno == ENOENT)
			return 0;
		if ((errno != EBUSY && errno != ENOTEMPTY) ||
			tries == most_tries)
			return -1;
		if (tries % 50 == 0)
			group_kill(group);
		pause_shortly();
	}
	return 0;
}

void group_remove(struct tree *tree)
{
	int parent;

	if (tree->group < 0)
		return;
	parent = open(tree->parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0 || group_end(parent, tree->name, tree->group, 2000) < 0)
		warn_line("cannot remove the group '%s/%s': %s", tree->parent,
			tree->name, strerror(errno));
	if (parent >= 0)
		close(parent);
	group_close(tree);
}

/* One that nobody may lock but its owner is another user's, who sweeps it. */
static void group_sweep(int version, int parent, const char *name)
{
	int group = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int lock = group < 0 ? -1 : lock_open(group, version);

	if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)
		group_end(parent, name, group, 200);
	if (lock >= 0)
		close(lock);
	if (group >= 0)
		close(group);
}

void groups_sweep(const char *parent, int version)
{
	DIR *directory = opendir(parent);
	struct dirent *entry;

	if (!directory)
		return;
	while ((entry = readdir(directory)))
		if (entry->d_type == DT_DIR && group_is_ours(entry->d_name))
			group_sweep(version, dirfd(directory), entry->d_name);
	closedir(directory);
}
