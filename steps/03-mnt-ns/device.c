/* device.c - the nodes in a guest's /dev. */
/* SPDX-License-Identifier: MIT */
#include "device.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "die.h"
#include "mount_at.h"
#include "target.h"

static const struct link {
	const char *name, *leads_to;
} links[] = {
	{ "fd", "/proc/self/fd" }, { "stdin", "/proc/self/fd/0" },
	{ "stdout", "/proc/self/fd/1" }, { "stderr", "/proc/self/fd/2" },
	{ "ptmx", "pts/ptmx" }, /* the one of this guest's devpts */
};

int device_of_host(const struct device *device)
{
	char path[64];
	struct stat status;
	int fd;

	snprintf(path, sizeof(path), "/dev/%s", device->name);
	fd = open(path, O_PATH | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 || fstat(fd, &status) < 0)
		die("open", "cannot find the host's '%s'", path);
	/* A file in its place would take what is meant to vanish. */
	if (!S_ISCHR(status.st_mode) ||
		status.st_rdev != makedev(device->major, device->minor))
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"the host's '%s' is not device %u:%u", path,
			device->major, device->minor);
	return fd;
}

/* Without CAP_MKNOD, or where a cgroup forbids it: borrow the host's node. */
static void device_bind(int dev, const struct device *device)
{
	int source = device_of_host(device), mounted;
	int target = openat(dev, device->name,
		O_CREAT | O_EXCL | O_CLOEXEC | O_RDONLY, 0666);

	if (target < 0)
		die("open", "cannot make /dev/%s", device->name);
	mounted = mount_bind_at(source, target, 0);
	if (mounted < 0)
		die("mount", "cannot bind /dev/%s", device->name);
	close(mounted);
	close(target);
	close(source);
}

void devices_make(int root, const struct device *devices)
{
	int dev = target_directory(root, "/dev", false);

	for (const struct device *device = devices; device->name; device++) {
		if (mknodat(dev, device->name, S_IFCHR | 0666,
			    makedev(device->major, device->minor)) == 0)
			continue;
		if (errno != EPERM)
			die("mknod", "cannot make /dev/%s", device->name);
		device_bind(dev, device);
	}
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++)
		if (symlinkat(links[i].leads_to, dev, links[i].name) < 0)
			die("symlink", "cannot make /dev/%s", links[i].name);
	close(dev);
}
