/* probe_start.c - what many probes begin with: a user namespace, own mounts. */
/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

#include "file.h"

unsigned int probe_user(void)
{
	const char *uid = getenv("SUDO_UID");

	return geteuid() == 0 && uid ? (unsigned int)atoi(uid) : getuid();
}

int probe_become_root(void)
{
	unsigned int uid = geteuid(), gid = getegid();

	if (unshare(CLONE_NEWUSER) < 0)
		return probe_failed("unshare");
	/* Without that, gid_map is for root only. user_namespaces(7) */
	if (write_at(AT_FDCWD, "/proc/self/setgroups", "deny") < 0)
		return probe_failed("write setgroups");
	if (write_at(AT_FDCWD, "/proc/self/uid_map", "0 %u 1", uid) < 0)
		return probe_failed("write uid_map");
	if (write_at(AT_FDCWD, "/proc/self/gid_map", "0 %u 1", gid) < 0)
		return probe_failed("write gid_map");
	/* AppArmor lets the namespace be made, but takes its powers away. */
	if (unshare(CLONE_NEWNS) < 0)
		return probe_failed("unshare in it");
	return 0;
}

int probe_own_mounts(void)
{
	if (unshare(CLONE_NEWNS) < 0)
		return probe_failed("unshare");
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return probe_failed("mount private");
	return 0;
}

int probe_scratch(void)
{
	static const char *const places[] = { "/tmp", "/run", "/mnt", "/dev" };

	if (probe_own_mounts() < 0)
		return -1;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		if (mount("doctor", places[i], "tmpfs", 0, NULL) == 0)
			return chdir(places[i]);
		if (errno != ENOENT)
			break;
	}
	return probe_failed("mount tmpfs");
}
