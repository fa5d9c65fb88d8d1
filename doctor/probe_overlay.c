/* probe_overlay.c - copy-on-write root file systems. */
/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "file.h"

/* An overlay on a tmpfs, with one file that is written through to `upper`. */
static int try_overlay(const struct probe *probe)
{
	static const char *const directories[] = { "lower", "upper", "work",
		"merged" };
	int fd;

	if (probe_scratch() < 0)
		return -1;
	for (size_t i = 0; i < 4; i++)
		if (mkdir(directories[i], 0755) < 0)
			return probe_failed("mkdir");
	fd = open("lower/file", O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
	if (fd < 0)
		return probe_failed("open");
	close(fd);
	if (mount("overlay", "merged", "overlay", 0, probe->text) < 0)
		return probe_failed("mount");
	if (write_at(AT_FDCWD, "merged/file", "copied up") < 0)
		return probe_failed("write through it");
	return 0;
}

/* File systems that overlayfs takes for a lower layer, but for no upper. */
static const struct unsuitable {
	long magic;
	const char *name;
} unsuitable[] = {
	{ 0x794c7630, "overlay" },
	{ 0x01021997, "9p" },
	{ 0x4d44, "vfat" },
	{ 0x6969, "nfs" },
	{ 0x517b, "smb" },
	{ 0xfe534d42, "smb" },
	{ 0x73717368, "squashfs" },
	{ 0x65735546, "fuse" },
};

/* Could layers lie beside us, on the disk that holds build/? */
static int try_disk(const struct probe *probe)
{
	struct statfs status;

	(void)probe;
	if (statfs(file_near_program(".."), &status) < 0)
		return probe_failed("statfs");
	for (size_t i = 0; i < sizeof(unsuitable) / sizeof(*unsuitable); i++)
		if ((long)status.f_type == unsuitable[i].magic) {
			probe_value("%s", unsuitable[i].name);
			errno = EINVAL;
			return probe_failed("upper layer");
		}
	return 0;
}

#define LAYERS "lowerdir=lower,upperdir=upper,workdir=work"

const struct probe probes_overlay[] = {
	{ "overlay", AS_ROOT, try_overlay, 0, LAYERS,
		.capability = CAP_SYS_ADMIN, .module = "overlay" },
	{ "rootless overlay", AS_ROOTLESS, try_overlay, 0, LAYERS ",userxattr",
		.since = "5.11", .module = "overlay" },
	{ "disk for layers", AS_WE_ARE, .try = try_disk },
	{ 0 },
};
