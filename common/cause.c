/* cause.c - the table of known causes and cures. */
/* SPDX-License-Identifier: MIT */
#include "cause.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "switches.h"

/* The errors that people really meet. A call without an entry has no cure. */
static const struct cause {
	const char *call; /* NULL: any */
	int error;
	const char *text; /* "CAP_...": that one is missing */
} causes[] = {
	{ "chroot", EPERM, "CAP_SYS_CHROOT" },
	{ "chroot", ENOENT, "'make rootfs' makes a root file system" },
	{ "open_tree", ENOENT, "'make rootfs' makes a root file system" },
	{ "clone", EPERM, "CAP_SYS_ADMIN" },
	{ "clone", EINVAL,
		"this kernel lacks one of the namespaces: 'make doctor' says"
		" which" },
	{ "clone", ENOSPC,
		"too many namespaces, or nested 32 deep: see"
		" /proc/sys/user/max_*_namespaces" },
	{ "clone", EAGAIN,
		"too many processes: see 'ulimit -u' and pids.max of the"
		" cgroup" },
	{ "clone", ENOMEM,
		"no memory is left, or PID 1 of that pid namespace has ended:"
		" then nobody can be born in there any more" },
	{ "setns", EPERM, "CAP_SYS_ADMIN" },
	{ "user_namespaces(7)", ENOSPC,
		"user namespaces are switched off or used up: 'sudo sysctl"
		" user.max_user_namespaces=15000'" },
	{ "user_namespaces(7)", EUSERS,
		"user namespaces are nested 32 deep, and no deeper" },
	{ "user_namespaces(7)", EINVAL,
		"this kernel lacks one of the namespaces: 'make doctor' says"
		" which" },
	{ "proc_pid_uid_map(5)", EPERM,
		"some of these ids are not ours to give: see"
		" /proc/self/uid_map" },
	{ "proc_pid_uid_map(5)", EINVAL,
		"a map of more than 340 lines, or of a page" },
	{ "proc_pid_uid_map(5)", EACCES,
		"our own program may not be read, so its processes are root's:"
		" chmod +r" },
	{ "mount", EPERM, "CAP_SYS_ADMIN" },
	{ "mount", ENODEV,
		"this kernel does not have that file system: 'make doctor'" },
	{ "mount", ENOSPC, "too many mounts: see /proc/sys/fs/mount-max" },
	{ "mount_namespaces(7)", EPERM, "CAP_SYS_ADMIN" },
	{ "mount_namespaces(7)", EINVAL,
		"/ is no mount point: are we in a chroot?" },
	{ "pivot_root", EINVAL,
		"the new root is not a mount point, or the host's mounts are"
		" shared, or we started in an initramfs" },
	{ "pivot_root", EBUSY,
		"the new root is on the same mount as the old one: bind it"
		" onto itself first" },
	{ "setgroups", EPERM, "CAP_SETGID" },
	{ "setgid", EPERM, "CAP_SETGID" },
	{ "setuid", EPERM, "CAP_SETUID" },
	{ "setgid", EINVAL,
		"the user namespace has no such group: see"
		" /proc/self/gid_map" },
	{ "setuid", EINVAL,
		"the user namespace has no such user: see"
		" /proc/self/uid_map" },
	{ "capset", EPERM, "CAP_SETPCAP" },
	{ "sethostname", EPERM, "CAP_SYS_ADMIN" },
	{ "setresuid", EPERM, "CAP_SETUID" },
	{ "setgroups", EPERM, "CAP_SETGID" },
	{ "sethostname", EINVAL, "a host name has 64 bytes at most" },
	{ "openat2", ELOOP,
		"a symbolic link stands there: the image could point it at"
		" anything, so it is not followed" },
	{ "openat2", ENOTDIR,
		"it is a file, or one of the names before it is: only a"
		" directory can be mounted on a directory" },
	{ "openat2", ENOSYS, "that needs Linux 5.6" },
	{ "openat2", EXDEV, "the path leads out of the root directory" },
	{ "mkdirat", EROFS,
		"the root is read-only and lacks the directory: make it in the"
		" image" },
	{ "mkdirat", EACCES,
		"the root lacks the directory and is not ours to write: make it"
		" in the image" },
	{ "openat", EROFS,
		"the root is read-only and lacks the file: make it in the"
		" image" },
	{ "openat", EACCES,
		"the root lacks the file and is not ours to write: make it in"
		" the image" },
	{ "move_mount", ENOSPC, "too many mounts: see /proc/sys/fs/mount-max" },
	{ "netlink", EPERM, "CAP_NET_ADMIN" },
	{ "netlink", EOPNOTSUPP,
		"this kernel does not have that kind of interface: 'make"
		" doctor'" },
	{ "netlink", ENODEV, "there is none of that name: see 'ip link'" },
	{ "overlay", EPERM, "CAP_SYS_ADMIN" },
	{ "overlay", ENODEV,
		"this kernel has no overlayfs ('modprobe overlay' may load it):"
		" --storage copy works everywhere" },
	{ "overlay", EINVAL,
		"a file system among these does not fit, or too many lie on"
		" each other: 'dmesg | tail' has the kernel's words, and"
		" --storage copy needs no overlay" },
	{ "overlay", ELOOP, "one of these directories lies within another" },
	{ "mapper", ENOENT,
		"this kernel has no device mapper ('modprobe dm_thin_pool' may"
		" load it): --storage overlay needs none" },
	{ "mapper", ENXIO,
		"this kernel has no device mapper ('modprobe dm_thin_pool' may"
		" load it): --storage overlay needs none" },
	{ "mapper", EINVAL,
		"this kernel has no thin volumes ('modprobe dm_thin_pool' may"
		" load them): --storage overlay needs none" },
	{ "mapper", EPERM, "CAP_SYS_ADMIN" },
	{ "write", ENOSPC, "the disk is full: see 'df'" },
	{ "mkdir", ENOSPC, "the disk is full: see 'df' and 'df -i'" },
	{ "tmpfs(5)", ENOSPC,
		"it is a copy in memory, which has no more room: a smaller root"
		" fits, one on ext4, XFS or Btrfs needs no copy, and"
		" --storage-dir DIR can be on a disk" },
	{ "mkdir", EROFS, "that file system is read-only" },
	{ "bind", EADDRINUSE,
		"somebody listens there, or another guest has it: see 'ss"
		" -lntup'" },
	{ "bind", EADDRNOTAVAIL, "this host does not have that address" },
	{ "mkdir cgroup", EPERM, "CAP_SYS_ADMIN" },
	{ "mkdir cgroup", EACCES,
		"it is root's, and no group was handed to you: type 'sudo', or"
		" start in one: systemd-run --user --scope -p Delegate=yes"
		" COMMAND" },
	{ "mkdir cgroup", EROFS,
		"the cgroups are read-only in here: who made this container has"
		" to hand some over, as docker does with --privileged" },
	{ "mkdir cgroup", ENOMEM,
		"the memory limit leaves no room for the groups themselves:"
		" give it 1m at least" },
	{ "mkdir cgroup", ENOENT, "make it first: it is to be yours" },
	{ "mkdir cgroup", EAGAIN,
		"too many groups: see cgroup.max.descendants above it" },
	{ "write cgroup", ENOENT,
		"this kernel has no such file: swap may not be counted"
		" (swapaccount=1), and weights of disks need BFQ or iocost" },
	{ "write cgroup", EINVAL,
		"the kernel takes no such value, or a group above has less" },
	{ "write cgroup", EOPNOTSUPP, "the disk's scheduler knows no weights" },
	{ "write cgroup", ENODEV,
		"input and output are limited for whole disks, not for"
		" partitions" },
	{ "write cgroup", EBUSY, "the group has more than that in use" },
	{ "bpf", EPERM, "CAP_BPF and CAP_NET_ADMIN" },
	{ "bpf", ENOSYS, "this kernel has no bpf(2): CONFIG_BPF_SYSCALL" },
	{ "bpf", EINVAL,
		"this kernel cannot ask a program about devices:"
		" CONFIG_CGROUP_BPF" },
	{ "write devices", EPERM, "CAP_SYS_ADMIN" },
	{ "seccomp", ENOSYS,
		"this kernel has no filters: CONFIG_SECCOMP_FILTER" },
	{ "seccomp", EINVAL,
		"this kernel has no filters: CONFIG_SECCOMP_FILTER" },
	{ "seccomp", EACCES, "CAP_SYS_ADMIN" },
	{ "seccomp", ENOMEM, "all filters together are too long" },
	{ "keyctl", EDQUOT,
		"that user has too many keys, one for each guest: 'sudo sysctl"
		" kernel.keys.maxkeys=2000'" },
	{ "landlock_create_ruleset", ENOSYS,
		"this kernel has no Landlock: CONFIG_SECURITY_LANDLOCK, since"
		" Linux 5.13" },
	{ "landlock_create_ruleset", EOPNOTSUPP,
		"Landlock is switched off: boot with lsm=landlock,... before"
		" what /sys/kernel/security/lsm has" },
	{ "landlock_restrict_self", EPERM, "CAP_SYS_ADMIN" },
	{ "landlock_restrict_self", E2BIG,
		"16 rulesets lie on each other, and no more can" },
	{ "flock", EWOULDBLOCK,
		"another start has held the lock for half a minute: is one"
		" stopped?" },
	{ "fork", EAGAIN,
		"too many processes: see 'ulimit -u' and pids.max of the"
		" cgroup" },
	{ NULL, EMFILE, "this process may open no more files: 'ulimit -n'" },
	{ NULL, ENFILE,
		"nobody may open more files: see /proc/sys/fs/file-max" },
};

/* A capability is missing: who could have it, and does not? */
static const char *permission_of(const char *capability)
{
	static char text[160];

	if (root_is_inner() && switched_off())
		return switched_off();
	snprintf(text, sizeof(text),
		geteuid() ? "that needs root (%s): type 'sudo' before it"
			  : "you are root, but without %s: a sandbox or a"
			    " container took it away ('make doctor')",
		capability);
	return text;
}

/* No capability is needed for a user namespace. Who is against it? */
static const char *refusal_of_users(void)
{
	const char *text = switched_off();

	return text ? text
		    : "a sandbox or a container around us forbids user"
		      " namespaces, or we are in a chroot: 'make doctor'";
}

/* A row without a call is of all of them. */
static bool is_of(const char *row, const char *call)
{
	return !row || (call && !strcmp(row, call));
}

const char *cause_of(const char *call, int error)
{
	if (call && !strcmp(call, "user_namespaces(7)") && error == EPERM)
		return refusal_of_users();
	for (size_t i = 0; i < sizeof(causes) / sizeof(*causes); i++) {
		if (causes[i].error != error || !is_of(causes[i].call, call))
			continue;
		return strncmp(causes[i].text, "CAP_", 4)
			       ? causes[i].text
			       : permission_of(causes[i].text);
	}
	return NULL;
}
