/* probe_kernel.c - the kernel itself, and /proc. */
/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <sys/statfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "syscalls.h"

static int try_version(const struct probe *probe)
{
	struct utsname name;
	int major = 0, minor = 0;

	uname(&name);
	sscanf(name.release, "%d.%d", &major, &minor);
	if (major * 1000 + minor >= probe->argument)
		return 0;
	errno = ENOSYS;
	return probe_failed("uname");
}

static int try_proc(const struct probe *probe)
{
	struct statfs status;

	(void)probe;
	if (statfs("/proc", &status) < 0)
		return probe_failed("statfs /proc");
	errno = ENOENT;
	return status.f_type == PROC_SUPER_MAGIC ? 0 : probe_failed("/proc");
}

static int try_close_range(const struct probe *probe)
{
	(void)probe;
	if (syscall(SYS_close_range, 1000, 1001, 0) < 0)
		return probe_failed("close_range");
	return 0;
}

static int try_openat2(const struct probe *probe)
{
	/* struct open_how: flags, mode, resolve (RESOLVE_IN_ROOT) */
	uint64_t how[3] = { O_RDONLY | O_CLOEXEC | O_DIRECTORY, 0, 0x10 };

	(void)probe;
	if (syscall(SYS_openat2, AT_FDCWD, "/", how, sizeof(how)) < 0)
		return probe_failed("openat2");
	return 0;
}

static int try_pidfd(const struct probe *probe)
{
	(void)probe;
	if (syscall(SYS_pidfd_open, getpid(), 0) < 0)
		return probe_failed("pidfd_open");
	return 0;
}

const struct probe probes_kernel[] = {
	{ "linux 5.10", AS_WE_ARE, try_version, .argument = 5010,
		.since = "5.10" },
	{ "proc", AS_WE_ARE, .try = try_proc },
	{ "close_range", AS_WE_ARE, try_close_range, .since = "5.9" },
	{ "openat2", AS_WE_ARE, try_openat2, .since = "5.6" },
	{ "pidfd_open", AS_WE_ARE, try_pidfd, .since = "5.3" },
	{ 0 },
};
