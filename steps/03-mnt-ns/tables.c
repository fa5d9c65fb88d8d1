/* tables.c - what stands in a guest's root beside its files: docker's list. */
/* SPDX-License-Identifier: MIT */
#include <linux/mount.h>

#include "rootfs.h"

#define NOSUID MOUNT_ATTR_NOSUID
#define NODEV MOUNT_ATTR_NODEV
#define NOEXEC MOUNT_ATTR_NOEXEC
#define RDONLY MOUNT_ATTR_RDONLY

/* In this order: what is mounted on /dev/pts needs /dev. */
const struct mount default_mounts[] = {
	{ "/proc", "proc", .attributes = NOSUID | NODEV | NOEXEC },
	/* It is the network's, too: with another's one, it is that one's. */
	{ "/sys", "sysfs", .source = "/sys",
		.attributes = NOSUID | NODEV | NOEXEC | RDONLY },
	{ "/dev", "tmpfs", .options = "mode=755,size=64k",
		.attributes = NOSUID | NOEXEC },
	{ "/dev/pts", "devpts", .options = "ptmxmode=0666,mode=0620,gid=5",
		.attributes = NOSUID | NOEXEC },
	{ "/dev/shm", "tmpfs", .options = "mode=1777,size=64m",
		.attributes = NOSUID | NODEV | NOEXEC },
	{ "/dev/mqueue", "mqueue", .attributes = NOSUID | NODEV | NOEXEC },
	{ 0 },
};

const struct device default_devices[] = {
	{ "null", .major = 1, .minor = 3 },
	{ "zero", .major = 1, .minor = 5 },
	{ "full", .major = 1, .minor = 7 },
	{ "random", .major = 1, .minor = 8 },
	{ "urandom", .major = 1, .minor = 9 },
	{ "tty", .major = 5, .minor = 0 },
	{ 0 },
};

/* /proc and /sys speak of the whole machine: its memory, keys and firmware. */
const char *const default_masked[] = {
	"/proc/acpi",
	"/proc/asound",
	"/proc/interrupts",
	"/proc/kcore",
	"/proc/keys",
	"/proc/latency_stats",
	"/proc/sched_debug",
	"/proc/scsi",
	"/proc/timer_list",
	"/proc/timer_stats",
	"/sys/devices/virtual/powercap",
	"/sys/firmware",
	NULL,
};

/* Root inside is root outside, so far: it could tune or reboot the host. */
const char *const default_readonly[] = {
	"/proc/bus",
	"/proc/fs",
	"/proc/irq",
	"/proc/sys",
	"/proc/sysrq-trigger",
	NULL,
};
