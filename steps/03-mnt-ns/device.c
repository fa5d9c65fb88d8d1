/* device.c - the nodes in a guest's /dev. */
/* SPDX-License-Identifier: MIT */
#include "device.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "die.h"
#include "mount_at.h"
#include "target.h"

static const struct link {
	const char *name, *leads_to;
} dev_link[] = {
	{ "fd", "/proc/self/fd" }, { "stdin", "/proc/self/fd/0" },
	{ "stdout", "/proc/self/fd/1" }, { "stderr", "/proc/self/fd/2" },
	{ "ptmx", "pts/ptmx" }, /* the one of this guest's devpts */
};

/* The rows of the table leave out what the most devices are. */
static mode_t device_mode(const struct device *device)
{
	return device->mode ? device->mode : S_IFCHR | 0666;
}

int device_of_host(const struct device *device)
{
	char path[PATH_MAX];
	struct stat status;
	int fd;

	snprintf(path, sizeof(path), "%s%s", device->source ? "" : "/dev/",
		device->source ? device->source : device->name);
	fd = open(path, O_PATH | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 || fstat(fd, &status) < 0)
		die("open", "cannot find the host's '%s'", path);
	/* A file in its place would take what is meant to vanish. */
	if ((status.st_mode & S_IFMT) != (device_mode(device) & S_IFMT) ||
		status.st_rdev != makedev(device->major, device->minor))
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"the host's '%s' is not device %u:%u", path,
			device->major, device->minor);
	return fd;
}

/* Without CAP_MKNOD, or where a cgroup forbids it: borrow the host's node. */
static void device_bind(int dev, const char *name, const struct device *device)
{
	int source = device_of_host(device), mounted;
	int target = openat(
		dev, name, O_CREAT | O_EXCL | O_CLOEXEC | O_RDONLY, 0666);

	if (target < 0)
		die("open", "cannot make /dev/%s", device->name);
	mounted = mount_bind_at(source, target, 0);
	if (mounted < 0)
		die("mount", "cannot bind /dev/%s", device->name);
	close(mounted);
	close(target);
	close(source);
}

/* A node on a mount without devices is none: there, the host's is shown. */
static void device_make(
	int dev, const char *name, const struct device *device, bool borrowed)
{
	dev_t number = makedev(device->major, device->minor);

	if (borrowed) {
		device_bind(dev, name, device);
	} else if (mknodat(dev, name, device_mode(device), number) < 0) {
		if (errno != EPERM)
			die("mknod", "cannot make /dev/%s", device->name);
		device_bind(dev, name, device);
	} else if ((device->owner || device->group) &&
		   fchownat(dev, name, device->owner, device->group,
			   AT_SYMLINK_NOFOLLOW) < 0) {
		die("chown", "cannot give /dev/%s its owner", device->name);
	}
}

void devices_make(int root, const struct device *devices, bool borrowed)
{
	int dev = target_directory(root, "/dev", false);

	for (const struct device *device = devices; device->name; device++)
		device_make(dev, device->name, device, borrowed);
	for (size_t i = 0; i < sizeof(dev_link) / sizeof(*dev_link); i++)
		if (symlinkat(dev_link[i].leads_to, dev, dev_link[i].name) < 0)
			die("symlink", "cannot make /dev/%s", dev_link[i].name);
	close(dev);
}

/* One that was borrowed is mounted there, and gone only with its mount. */
static int node_remove(int dev, const char *name)
{
	char path[32];
	int node;

	if (unlinkat(dev, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EBUSY)
		return -1;
	node = openat(dev, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", node);
	if (node < 0 || umount2(path, MNT_DETACH) < 0)
		return -1;
	close(node);
	return unlinkat(dev, name, 0);
}

void devices_give(int root, const struct device *devices, bool borrowed)
{
	char path[PATH_MAX], *name;
	int dev;

	for (const struct device *device = devices; device->name; device++) {
		snprintf(path, sizeof(path), "/dev/%s", device->name);
		name = strrchr(path, '/');
		*name++ = '\0';
		dev = target_directory(root, path, false);
		if (node_remove(dev, name) < 0)
			die("unlink", "cannot make /dev/%s", device->name);
		device_make(dev, name, device, borrowed);
		close(dev);
	}
}
