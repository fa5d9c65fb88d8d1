/* cgroup.h - what a guest may use: groups of its own, metered and limited. */
/* SPDX-License-Identifier: MIT */
#ifndef CGROUP_H
#define CGROUP_H

#include <linux/sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "options.h"

enum { MOST_TREES = 20, MOST_THROTTLES = 32, MOST_NODES = 32 };

/* By their names in version 1; IO is called blkio there. */
enum controller {
	MEMORY,
	CPU,
	CPUACCT,
	CPUSET,
	PIDS,
	IO,
	DEVICES,
	FREEZER,
	NET_CLS,
	CONTROLLERS
};

/* Where a controller has the guest's group. */
struct place {
	int version; /* 1 or 2; 0: there is none */
	int group;   /* the group's directory; -1 */
	int inner;   /* version 1: the one that the guest's processes are in */
};

/* A hierarchy of version 1, or the one of version 2, and we in it. */
struct tree {
	int version;
	char *controllers; /* "cpu,cpuacct", "name=systemd"; "" in version 2 */
	char *mount;       /* where the host has it: "/sys/fs/cgroup/memory" */
	char *own;         /* our own group below it: "/user.slice", "" */
	char *parent;      /* of the guest's group: a path of the host */
	char *name;        /* of the guest's group in it; NULL: has none */
	bool protects;     /* a guest cannot write the root of what it sees */
	int group;         /* its directory; -1 */
	int inner;         /* what the guest is in: below it, or the same; -1 */
	int lock;          /* a file in there, with our lock on it; -1 */
	int error;         /* errno: why there is none */
};

/* --device-read-bps /dev/sda:1m, --blkio-weight-device /dev/sda:200 */
struct throttle {
	enum { READ_BPS, WRITE_BPS, READ_IOPS, WRITE_IOPS, WEIGHT } kind;
	unsigned int major, minor;
	uint64_t rate;
};

#define UNLIMITED UINT64_MAX

/* What people ask for. 0 and NULL: they do not. */
struct limits {
	uint64_t memory, memory_swap, memory_reservation; /* bytes */
	uint64_t pids;
	unsigned long cpu_quota;              /* microseconds of each 100,000 */
	unsigned long cpu_shares, cpu_weight; /* versions 1 and 2 */
	const char *cpuset_cpus, *cpuset_mems;
	unsigned long blkio_weight; /* 10 to 1000 */
	struct throttle throttles[MOST_THROTTLES];
	size_t throttle_count;
	enum { OOM_KILL, OOM_FREEZE, OOM_RAISE } on_oom;
	uint64_t oom_step; /* bytes to raise the limit by */
};

/* --device /dev/ttyS0:/dev/modem:rw, and what stat(2) says of it */
struct node {
	const char *source, *name; /* on the host; in the guest, below /dev */
	const char *access;        /* of "rwm": read, write, mknod */
	mode_t mode;
	uid_t owner;
	gid_t group;
	unsigned int major, minor;
};

/* A guest's groups. Fields below the blank line are our own. */
struct cgroup {
	const char *parent; /* --cgroup-parent; NULL: our own group */
	struct limits limits;
	struct node nodes[MOST_NODES + 1]; /* ended by an empty one */
	size_t node_count;
	uint32_t traffic_class; /* of tc(8), major and minor; 0: none */
	enum { STATS_NONE, STATS_TABLE, STATS_JSON } stats;
	const char *stats_file;   /* NULL: stderr */
	int stats_fd, fullest_fd; /* its file, and the memory of who looks on */
	bool no_sweep; /* look for nobody's groups: cgroup_sweep() does */

	struct tree trees[MOST_TREES];
	size_t tree_count;
	struct place places[CONTROLLERS];
	bool divides;            /* it may make groups in its own */
	bool devices_listed;     /* it has only those that it was given */
	void *traffic;           /* what owns the rules, in version 2 */
	int oom_watcher;         /* a pidfd of who watches the memory limit */
	int stats_watcher;       /* and of who watches what it holds */
	struct fullest *fullest; /* what that has seen, for --stats */
};

/* The rows of an options table that fill `cgroup`, named as docker does. */
/* clang-format off */
#define CGROUP_OPTIONS(cgroup) \
	{ "memory", 'm', "SIZE", "at most so much memory: 64m, 1g", \
		cgroup_take_memory, &(cgroup)->limits.memory }, \
	{ "memory-swap", 0, "SIZE", "memory and swap together; -1: no limit", \
		cgroup_take_memory, &(cgroup)->limits.memory_swap }, \
	{ "memory-reservation", 0, "SIZE", "what it keeps if all are short", \
		cgroup_take_memory, &(cgroup)->limits.memory_reservation }, \
	{ "on-oom", 0, "ACT", "over it: kill, freeze or raise:SIZE", \
		cgroup_take_on_oom, &(cgroup)->limits }, \
	{ "cpus", 0, "NUMBER", "at most so many processors: 0.5", \
		cgroup_take_cpus, &(cgroup)->limits.cpu_quota }, \
	{ "cpu-shares", 'c', "NUMBER", "a share, if all want more (1024)", \
		cgroup_take_shares, &(cgroup)->limits }, \
	{ "cpu-weight", 0, "NUMBER", "the same, as version 2 counts (100)", \
		cgroup_take_weight, &(cgroup)->limits }, \
	{ "cpuset-cpus", 0, "LIST", "on these processors alone: 0-2,4", \
		cgroup_take_cpuset, &(cgroup)->limits.cpuset_cpus }, \
	{ "cpuset-mems", 0, "LIST", "memory of these nodes alone", \
		cgroup_take_cpuset, &(cgroup)->limits.cpuset_mems }, \
	{ "pids-limit", 0, "NUMBER", "at most so many processes and threads", \
		cgroup_take_pids, &(cgroup)->limits.pids }, \
	{ "blkio-weight", 0, "NUMBER", "a share of the disks, 10 to 1000", \
		cgroup_take_blkio_weight, &(cgroup)->limits.blkio_weight }, \
	{ "blkio-weight-device", 0, "DEVICE:NUMBER", "of one disk", \
		cgroup_take_throttle, &(cgroup)->limits }, \
	{ "device-read-bps", 0, "DEVICE:SIZE", "read so much a second", \
		cgroup_take_throttle, &(cgroup)->limits }, \
	{ "device-write-bps", 0, "DEVICE:SIZE", "write so much a second", \
		cgroup_take_throttle, &(cgroup)->limits }, \
	{ "device-read-iops", 0, "DEVICE:NUMBER", "read so often a second", \
		cgroup_take_throttle, &(cgroup)->limits }, \
	{ "device-write-iops", 0, "DEVICE:NUMBER", "write so often a second", \
		cgroup_take_throttle, &(cgroup)->limits }, \
	{ "device", 0, "DEVICE[:DEVICE][:rwm]", "a device of the host, too", \
		cgroup_take_device, cgroup }, \
	{ "traffic-class", 0, "MAJOR:MINOR", "of tc(8), for what it sends", \
		cgroup_take_class, cgroup }, \
	{ "stats", 0, "FORMAT[:FILE]", "say what it has used: table, json", \
		cgroup_take_stats, cgroup }, \
	{ "cgroup-parent", 0, "GROUP", "make its group in this one", \
		cgroup_take_parent, &(cgroup)->parent }
/* clang-format on */

option_take cgroup_take_memory, cgroup_take_cpus, cgroup_take_shares,
	cgroup_take_weight, cgroup_take_cpuset, cgroup_take_pids,
	cgroup_take_blkio_weight, cgroup_take_throttle, cgroup_take_parent,
	cgroup_take_device, cgroup_take_on_oom, cgroup_take_stats,
	cgroup_take_class;

/*
 * Host side, before the guest is born. Make its group in every hierarchy where
 * we may, below our own, and set its limits. Groups whose launcher was killed
 * are removed. What the kernel does not take back is undone by undo_all().
 */
void cgroup_prepare(struct cgroup *cgroup);

/*
 * Host side, after that. Has the guest only the devices that it was given? Else
 * any node that it gets hold of is one, unless its mounts are against it.
 */
bool cgroup_limits_devices(const struct cgroup *cgroup);

/* Host side. The group to be born into, for spawn_into(); -1: none. */
int cgroup_birth(const struct cgroup *cgroup);

/*
 * Guest side, as its first act: enter the groups that one cannot be born into,
 * and make them the roots of all that the guest sees. cgroup_namespaces(7)
 */
void cgroup_enter(const struct cgroup *cgroup);

/*
 * Host side, instead of cgroup_prepare(). Find the groups of the process `pid`,
 * where they are not ours, for who is to be in there with it. Dies if a group
 * is frozen, or has as many processes as it may.
 */
void cgroup_find(struct cgroup *cgroup, pid_t pid);

/* Guest side, as its first act: enter those, and no namespace. */
void cgroup_join(const struct cgroup *cgroup);

/* Host side. What needs the guest `pid`, held at the gate: its network. */
void cgroup_attach(struct cgroup *cgroup, pid_t pid);

/* One mount that shows the guest its groups, for mounts_add(). */
struct view {
	const char *target, *type, *options;
	unsigned int attributes;        /* MOUNT_ATTR_*, mount_setattr(2) */
	const char *const *directories; /* to be made in it; NULL: none */
};

/*
 * Host side, after cgroup_prepare() and before cgroup_views(). Let the guest
 * make groups in its own, where that lifts no limit: in version 2, and in what
 * has no controllers. Its root is `owner` outside; -1: we. False: none such.
 */
bool cgroup_divide(struct cgroup *cgroup, long owner);

/* Host side, after cgroup_prepare(). Rows, ended by an empty one. */
const struct view *cgroup_views(const struct cgroup *cgroup);

/*
 * Host side, when the guest has ended with exit code `code`, before undo_all().
 * Say so if that was for want of memory, and what it has used if asked.
 */
void cgroup_report(struct cgroup *cgroup, int code);

/*
 * Host side. Stop all processes of the guest, let them go on, end them. They
 * return when all are, or -1 and errno. Nobody in there sees a signal.
 */
int cgroup_freeze(const struct cgroup *cgroup);
int cgroup_thaw(const struct cgroup *cgroup);
int cgroup_kill(const struct cgroup *cgroup);

#endif
