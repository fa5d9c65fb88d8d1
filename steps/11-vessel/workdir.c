/* workdir.c - the directory that the command starts in. */
/* SPDX-License-Identifier: MIT */
#include "workdir.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "die.h"

static bool workdir_entered;

static int workdir_change(const char *path)
{
	struct open_how how = { .flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_NO_MAGICLINKS };
	int fd = (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));
	int result;

	if (fd < 0)
		return -1;
	result = fchdir(fd);
	close(fd);
	return result;
}

static _Noreturn void workdir_die(const char *path)
{
	die_of(&(struct death){ EXIT_LAUNCHER, errno, "openat2",
		       errno == ELOOP ? "a link of the kernel's on the way"
					" leads anywhere: take another"
				      : NULL },
		"cannot start in the directory '%s'", path);
}

void workdir_enter(const char *path)
{
	workdir_entered = workdir_change(path) == 0;
	if (!workdir_entered && errno != EACCES)
		workdir_die(path);
}

void workdir_stay(const char *path)
{
	char where[PATH_MAX];

	if (!workdir_entered && workdir_change(path) < 0)
		workdir_die(path);
	/* It says "(unreachable)" outside of the root. (CVE-2024-21626) */
	if (syscall(SYS_getcwd, where, sizeof(where)) < 0 || *where != '/')
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"the directory '%s' is not in the guest's root", path);
}
