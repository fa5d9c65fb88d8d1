/* cures.c - the table of failures that have a cause of their own. */
/* SPDX-License-Identifier: MIT */
#include "cures.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#define NO_CONTROLLER(name)                                              \
	name, ENOENT, "the kernel has no such controller, or it is off", \
		"see /proc/cgroups; a boot option may switch it on:"     \
		" cgroup_enable=memory"
#define NOT_HANDED(name)                                                  \
	name, EBUSY, "no group here hands it on to groups of ours",       \
		"systemd-run --scope -p Delegate=yes bash, as root, and " \
		"start there"
#define READ_ONLY(name)                                                 \
	name, EROFS, "cgroups are mounted read-only here: a container", \
		"leave it, or start it with --privileged"

/* What is not here is explained by its errno alone. */
static const struct cure cures[] = {
	{ "linux 5.10", 0, "this kernel is older than 5.10, the oldest tried",
		"upgrade the distribution; the steps may work nevertheless" },
	{ "proc", 0, "/proc is not mounted", "sudo mount -t proc proc /proc" },
	{ "root file system", 0, "there is no static busybox to make it of",
		"sudo tools/setup run" },
	{ "pivot_root", EINVAL,
		"the root is an initramfs, or its mount cannot be made private",
		"boot from a disk, or chroot into a bind mount of it first" },
	{ "a new /proc", EPERM, "a container has covered parts of its /proc",
		"leave it, or start it with --privileged or"
		" --security-opt systempaths=unconfined" },
	{ "a new /sys", EPERM, "a container has covered parts of its /sys",
		"leave it, or start it with --privileged" },
	{ "disk for layers", EINVAL,
		"the checkout is on a file system that is no upper layer",
		"move the checkout to ext4, xfs or btrfs" },
	{ READ_ONLY("cgroups") },
	{ "cgroups", ENOENT, "no cgroup controller is mounted",
		"sudo mount -t cgroup2 none /sys/fs/cgroup" },
	{ NO_CONTROLLER("memory controller") },
	{ NOT_HANDED("memory controller") },
	{ NO_CONTROLLER("cpu controller") },
	{ NOT_HANDED("cpu controller") },
	{ NO_CONTROLLER("pids controller") },
	{ NOT_HANDED("pids controller") },
	{ NO_CONTROLLER("cpuset controller") },
	{ NOT_HANDED("cpuset controller") },
	{ NO_CONTROLLER("io controller") },
	{ NOT_HANDED("io controller") },
	{ "swap limit", ENOENT, "the kernel does not account for swap",
		"boot with swapaccount=1" },
	{ "delegated cgroup", 0, "no cgroup is yours to divide",
		"systemd-run --user --scope -p Delegate=yes bash" },
	{ "newuidmap", 0, "newuidmap is not installed",
		"install uidmap (Debian, Ubuntu), shadow-utils (Fedora), shadow"
		" (Arch, openSUSE) or shadow-uidmap (Alpine)" },
	{ "newgidmap", 0, "newgidmap is not installed",
		"it comes with newuidmap" },
	{ "subuid", 0, "/etc/subuid has no line for you",
		"sudo usermod --add-subuids 100000-165535 $USER" },
	{ "subgid", 0, "/etc/subgid has no line for you",
		"sudo usermod --add-subgids 100000-165535 $USER" },
	{ "tun", 0, "ordinary users may not open /dev/net/tun here",
		"user networking needs it: sudo chmod 666 /dev/net/tun" },
	{ "all capabilities", 0, "a sandbox keeps some back from root",
		"leave the sandbox, or start it with --privileged" },
	{ "skopeo", 0, "skopeo is not installed", "install skopeo" },
	{ "user networking", EACCES,
		"ordinary users may not open /dev/net/tun here",
		"sudo chmod 666 /dev/net/tun" },
	{ "user networking", ENODEV, "there is no /dev/net/tun",
		"sudo modprobe tun" },
	{ "user networking", EPERM, "a sandbox keeps /dev/net/tun closed",
		"leave the sandbox, or start it with --device /dev/net/tun" },
	{ "user networking", 0, "not installed", "install passt" },
	{ "checkpoints", 0, "not installed", "install criu" },
	{ "debugger", 0, "not installed", "install gdb" },
};

const struct cure *cure_of(const char *fact, int error)
{
	for (size_t i = 0; i < sizeof(cures) / sizeof(*cures); i++)
		if (!strcmp(cures[i].fact, fact) &&
			(!cures[i].error || cures[i].error == error))
			return &cures[i];
	return NULL;
}
