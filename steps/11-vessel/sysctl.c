/* sysctl.c - settings of the kernel that a guest has for itself. */
/* SPDX-License-Identifier: MIT */
#include "sysctl.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "die.h"
#include "fs.h"

/*
 * Each network, IPC and UTS namespace has these for itself. The others are the
 * whole machine's. ("kernel/hostname" is an option by itself.)
 */
static const char *const sysctl_own[] = {
	"net/",
	"fs/mqueue/",
	"kernel/domainname",
	"kernel/msgmax",
	"kernel/msgmnb",
	"kernel/msgmni",
	"kernel/sem",
	"kernel/shmall",
	"kernel/shmmax",
	"kernel/shmmni",
	"kernel/shm_rmid_forced",
	NULL,
};

static bool sysctl_is_own(const char *path)
{
	for (const char *const *name = sysctl_own; *name; name++) {
		size_t length = strlen(*name);

		if (!strncmp(path, *name, length) &&
			((*name)[length - 1] == '/' || !path[length]))
			return true;
	}
	return false;
}

/* "net.ipv4.ip_forward", or "net/ipv4/conf/eth0.1/forwarding". sysctl(8) */
static void sysctl_slashes(char *name)
{
	if (name[strcspn(name, "./")] == '/')
		return;
	for (; *name; name++)
		if (*name == '.')
			*name = '/';
		else if (*name == '/')
			*name = '.';
}

void sysctl_take(const struct option_row *option, const char *value)
{
	struct sysctls *sysctls = option->target;
	char *name = strdup(value), *equals = name ? strchr(name, '=') : NULL;

	if (!name)
		die("malloc", "cannot keep '%s' in memory", value);
	if (!equals || equals == name)
		options_refuse(
			"'--%s %s' is not NAME=VALUE", option->name, value);
	*equals++ = '\0';
	sysctl_slashes(name);
	if (!strcmp(name, "kernel/hostname"))
		options_refuse("'--%s %s': that is --hostname NAME",
			option->name, value);
	if (!sysctl_is_own(name) || strstr(name, ".."))
		options_refuse("'--%s %s': that is the whole machine's: only"
			       " net.*, fs.mqueue.*, kernel.msg*, sem, shm* and"
			       " domainname belong to a guest",
			option->name, value);
	if (sysctls->count == MOST_SYSCTLS)
		options_refuse(
			"more than %d of --%s", MOST_SYSCTLS, option->name);
	sysctls->of[sysctls->count++] = (struct sysctl){ value, name, equals };
}

void sysctls_check(const struct sysctls *sysctls, bool own_network)
{
	for (size_t i = 0; i < sysctls->count && !own_network; i++)
		if (!strncmp(sysctls->of[i].path, "net/", 4))
			options_refuse("'--sysctl %s' would be set for the"
				       " host: with --net host, there is no"
				       " network of the guest's own",
				sysctls->of[i].name);
}

static int sysctl_open(int place, const char *path, int flags, __u64 resolve)
{
	struct open_how how = {
		.flags = (__u64)flags | O_CLOEXEC,
		.resolve =
			RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | resolve,
	};

	return (int)syscall(SYS_openat2, place, path, &how, sizeof(how));
}

/*
 * A proc(5) of our own, mounted nowhere. In a user namespace, that takes one
 * that shows all: else the host's, which nobody but the host can cover.
 */
static int sysctls_open(void)
{
	int fs = fs_open("proc"), tree = fs < 0 ? -1 : fs_mount(fs, 0);
	struct statfs status;

	if (fs >= 0)
		close(fs);
	if (tree < 0)
		tree = sysctl_open(AT_FDCWD, "/proc", O_PATH | O_DIRECTORY, 0);
	if (tree < 0 || fstatfs(tree, &status) < 0)
		die("openat2", "cannot open '/proc'");
	if (status.f_type != PROC_SUPER_MAGIC)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"'/proc' of the host is no proc(5)");
	return tree;
}

static void sysctl_write(int proc, const struct sysctl *sysctl)
{
	ssize_t length = (ssize_t)strlen(sysctl->value);
	int sys = sysctl_open(proc, "sys", O_PATH | O_DIRECTORY, 0), fd;

	fd = sysctl_open(sys, sysctl->path, O_WRONLY | O_NOCTTY,
		RESOLVE_BENEATH | RESOLVE_NO_XDEV);
	/* Older kernels show net.core to the host's own users alone. */
	if (fd < 0 && errno == ENOENT)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = strncmp(sysctl->path, "net/", 4)
					       ? NULL
					       : "look in"
						 " /proc/sys/net in there; with"
						 " --userns host there may be"
						 " more" },
			"cannot set '%s': this kernel, or this guest, has no"
			" such setting",
			sysctl->name);
	if (fd < 0 || write(fd, sysctl->value, (size_t)length) != length)
		die("sysctl(8)", "cannot set '%s'", sysctl->name);
	close(fd);
	close(sys);
}

/* The file is the host's root's alone; the call is the namespace's. */
static void sysctl_domain(const char *name)
{
	if (setdomainname(name, strlen(name)) < 0)
		die("setdomainname", "cannot set the domain name to '%s'",
			name);
}

void sysctls_write(const struct sysctls *sysctls)
{
	int proc;

	if (!sysctls->count)
		return;
	proc = sysctls_open();
	for (size_t i = 0; i < sysctls->count; i++)
		if (!strcmp(sysctls->of[i].path, "kernel/domainname"))
			sysctl_domain(sysctls->of[i].value);
		else
			sysctl_write(proc, &sysctls->of[i]);
	close(proc);
}
