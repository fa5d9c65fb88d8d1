/* image.c - a directory as a file system in a file, made once. */
/* SPDX-License-Identifier: MIT */
#include "image.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blame.h"
#include "die.h"
#include "fs.h"

#include "copy.h"
#include "layer.h"
#include "loop.h"
#include "lower.h"
#include "mke2fs.h"
#include "store.h"

/* Beside the layers, closed as they are. */
#define IMAGES "../images"

enum { MEBIBYTE = 1 << 20, ROOM = 1024 }; /* for the guest, in mebibytes */

/* What nftw(3) adds up, which takes no argument of ours. */
static struct {
	uint64_t print, bytes;
	size_t number; /* of the directory, of several that are stacked */
	size_t prefix; /* of all paths, which is not in the print */
} sum;

/* FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv */
static uint64_t hash_more(uint64_t hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3ULL;
	return hash;
}

/* The time of the inode changes with whatever changes, and cannot be set. */
static int entry_add(const char *path, const struct stat *status, int type,
	struct FTW *where)
{
	uint64_t hash = 0xcbf29ce484222325ULL;
	char facts[160];

	snprintf(facts, sizeof(facts), "%zu %ju %o %jd %jd.%ld", /* and name */
		sum.number, (uintmax_t)status->st_ino, status->st_mode,
		(intmax_t)status->st_size, (intmax_t)status->st_ctim.tv_sec,
		status->st_ctim.tv_nsec);
	(void)type;
	(void)where;
	/* A sum, so that the order of the names does not matter. */
	sum.print += hash_more(hash_more(hash, path + sum.prefix), facts);
	sum.bytes += 4096 + (uint64_t)status->st_blocks * 512;
	return 0;
}

static int file_make(const struct overlay *overlay, off_t size)
{
	int fd = openat(overlay->layer, "image",
		O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 || ftruncate(fd, size) < 0)
		die("write", "cannot make a file of %lld bytes for the image",
			(long long)size);
	return fd;
}

int image_mount(const char *device, unsigned int attributes)
{
	int fs = fs_open("ext4"), tree = -1, error;

	if (fs < 0)
		return -1;
	/* Tables of inodes that nobody has written yet would fill the layer. */
	if (fs_set(fs, "source", device) == 0 &&
		fs_set(fs, "noinit_itable", NULL) == 0)
		tree = fs_mount(fs, attributes);
	error = errno;
	close(fs);
	errno = error;
	return tree;
}

static void image_fill(const struct overlay *overlay, off_t size)
{
	int file = file_make(overlay, size), loop, tree, root;
	struct view from;
	char device[32];

	mke2fs_run(file);
	loop = loop_attach(file, false, device);
	tree = image_mount(device, 0);
	if (tree < 0)
		die("mount", "cannot mount the new image");
	root = openat(tree, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (root < 0 || unlinkat(root, "lost+found", AT_REMOVEDIR) < 0)
		die("open", "cannot open the new image");
	lowers_view(overlay, &from);
	tree_copy(&from, root);
	view_close(&from);
	close(root);
	close(tree);
	close(loop);
	close(file);
}

/* There is room for one in the cache: layers that use another have a link. */
static void cache_fill(
	const struct overlay *overlay, int images, const char *name)
{
	int fd = openat(images, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);

	if (!directory)
		die("open", "cannot list the images");
	for (struct dirent *entry; (entry = readdir(directory));)
		if (layer_is_number(entry->d_name))
			unlinkat(images, entry->d_name, 0);
	closedir(directory);
	linkat(overlay->layer, "image", images, name, 0);
}

static void lower_sum(const struct overlay *overlay, size_t number)
{
	int root = lower_alone(overlay, number);
	char path[64];

	sum.number = number;
	sum.prefix = (size_t)snprintf(
		path, sizeof(path), "/proc/self/fd/%d/.", root);
	if (nftw(path, entry_add, 32, FTW_PHYS) < 0)
		die_path("open", overlay->paths[number],
			"cannot read all of '%s'", overlay->paths[number]);
	close(root);
}

uint64_t image_make(const struct overlay *overlay)
{
	char name[32], path[PATH_MAX + 16];
	struct stat status;
	int images;
	off_t size;

	sum.print = sum.bytes = 0;
	for (size_t i = 0; i < overlay->lower_count; i++)
		lower_sum(overlay, i);
	snprintf(name, sizeof(name), "%016llx", (unsigned long long)sum.print);
	mkdirat(overlay->layers, IMAGES, 0700);
	images = openat(overlay->layers, IMAGES,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (images < 0)
		die("open", "cannot open the directory of images");
	snprintf(path, sizeof(path), "%s/" IMAGES, store_path(overlay));
	store_check(images, path);
	if (linkat(images, name, overlay->layer, "image", 0) < 0) {
		size = (off_t)(sum.bytes / MEBIBYTE * 2 + ROOM) * MEBIBYTE;
		image_fill(overlay, size);
		cache_fill(overlay, images, name);
	}
	close(images);
	if (fstatat(overlay->layer, "image", &status, 0) < 0)
		die("stat", "cannot look at the image");
	return (uint64_t)status.st_size / 512;
}
