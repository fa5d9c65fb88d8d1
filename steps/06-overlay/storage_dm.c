/* storage_dm.c - a disk that shares blocks: a thin volume. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "file.h"
#include "fs.h"

#include "image.h"
#include "loop.h"
#include "mapper.h"
#include "storage.h"

/*
 * A layer has a pool of its own, so it shares nothing that would need a lock:
 * what the pool has no block for is read from the image, which is shared and
 * which nobody writes. Documentation/admin-guide/device-mapper in the kernel
 */
enum { METADATA = 16 << 20, BLOCK = 128 /* sectors: 64 KiB */ };

/* The names of its two devices. -1: this layer has none. */
static int device_names(int layer, char thin[static 64], char pool[static 64])
{
	char id[32];

	if (read_at(layer, "device", id, sizeof(id)) < 0)
		return -1;
	snprintf(thin, 64, "vessel-%s", id);
	snprintf(pool, 64, "vessel-%s-pool", id);
	return 0;
}

static void layer_file_make(
	const struct overlay *overlay, const char *name, off_t size)
{
	int fd = openat(overlay->layer, name,
		O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 || ftruncate(fd, size) < 0)
		die("write", "cannot make '%s' of the layer", name);
	close(fd);
}

static void volume_create(const struct overlay *overlay)
{
	uint64_t sectors;

	mapper_check();
	sectors = image_make(overlay);
	layer_file_make(overlay, "data", (off_t)sectors * 512);
	layer_file_make(overlay, "metadata", METADATA);
	layer_file_make(overlay, "device", 0);
	if (write_at(overlay->layer, "device", "%s", overlay->entry + 1) < 0 ||
		mkdirat(overlay->layer, "root", 0700) < 0)
		die("write", "cannot name the device of the layer");
}

static int disk_of(const struct overlay *overlay, const char *name,
	bool readonly, char path[static 32])
{
	int file = openat(overlay->layer, name,
		    (readonly ? O_RDONLY : O_RDWR) | O_CLOEXEC),
	    loop;

	if (file < 0)
		die("open", "cannot open '%s' of the layer", name);
	loop = loop_attach(file, readonly, path);
	close(file);
	return loop;
}

static void volume_open(const struct overlay *overlay)
{
	char thin[64], pool[64], image[32], data[32], metadata[32], text[160];
	int disks[] = { disk_of(overlay, "image", true, image),
		disk_of(overlay, "data", false, data),
		disk_of(overlay, "metadata", false, metadata) };
	struct stat status;
	uint64_t sectors;

	if (device_names(overlay->layer, thin, pool) < 0 ||
		fstatat(overlay->layer, "image", &status, 0) < 0)
		die("open", "cannot tell the device of the layer");
	sectors = (uint64_t)status.st_size / 512;
	snprintf(text, sizeof(text), "%s %s %d 0 1 skip_block_zeroing",
		metadata, data, BLOCK);
	mapper_create(pool, sectors, "thin-pool", text);
	if (mapper_tell(pool, "create_thin 0") < 0 && errno != EEXIST)
		mapper_die("cannot make a volume in '%s'", pool);
	snprintf(text, sizeof(text), "/dev/dm-%d 0 %s", mapper_minor(pool),
		image);
	mapper_create(thin, sectors, "thin", text);
	for (size_t i = 0; i < 3; i++)
		close(disks[i]); /* the pool has them open now */
}

/* The file system of the volume, mounted nowhere yet. */
static int volume_mount(const struct overlay *overlay, unsigned int attributes)
{
	char thin[64], pool[64], path[32];
	int tree;

	if (device_names(overlay->layer, thin, pool) < 0)
		die("open", "cannot tell the device of the layer");
	snprintf(path, sizeof(path), "/dev/dm-%d", mapper_minor(thin));
	tree = image_mount(path, attributes);
	if (tree < 0)
		die("mount", "cannot mount the volume '%s'", path);
	return tree;
}

static int volume_loosen(const struct overlay *overlay)
{
	int tree = volume_mount(overlay, 0);

	if (overlay->users >= 0 && fs_shift(tree, overlay->users) < 0)
		return -1;
	return tree;
}

static void volume_look(const struct overlay *overlay, struct view *view)
{
	int tree = volume_mount(overlay, MOUNT_ATTR_RDONLY);

	view_open(view, &tree, 1, NULL);
	close(tree);
}

static void volume_close(int layer, bool vanishes)
{
	char thin[64], pool[64];

	(void)vanishes;
	if (device_names(layer, thin, pool) < 0)
		return;
	/* The loop devices go with who has them open. */
	mapper_remove(thin);
	mapper_remove(pool);
}

const struct storage storage_dm = {
	.name = "dm",
	.create = volume_create,
	.open = volume_open,
	.loosen = volume_loosen,
	.look = volume_look,
	.close = volume_close,
};
