/* probe_namespaces.c - which namespaces can be made, and entered. */
/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "file.h"
#include "syscalls.h"

/* The first process of the namespace must live: a pid namespace needs it. */
static int try_namespace(const struct probe *probe)
{
	int status;
	pid_t pid;

	if (unshare((int)probe->argument) < 0)
		return probe_failed("unshare");
	pid = fork();
	if (pid < 0)
		return probe_failed("fork");
	if (pid == 0)
		_exit(probe->argument == CLONE_NEWPID && getpid() != 1);
	errno = ECHILD;
	if (waitpid(pid, &status, 0) != pid || status)
		return probe_failed("first process");
	return 0;
}

static int try_clone3(const struct probe *probe)
{
	struct clone_args arguments = { .exit_signal = SIGCHLD };
	long pid = syscall(SYS_clone3, &arguments, sizeof(arguments));

	(void)probe;
	if (pid == 0)
		_exit(0);
	return pid < 0 ? probe_failed("clone3") : 0;
}

/* Into a second new namespace, and back into the first, which is ours. */
static int try_setns(const struct probe *probe)
{
	int before;

	(void)probe;
	if (unshare(CLONE_NEWUTS) < 0)
		return probe_failed("unshare");
	before = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC);
	if (before < 0)
		return probe_failed("open /proc/self/ns/uts");
	if (unshare(CLONE_NEWUTS) < 0)
		return probe_failed("unshare");
	if (setns(before, CLONE_NEWUTS) < 0)
		return probe_failed("setns");
	return 0;
}

/* Being root in a namespace of one's own is all that it takes. */
static int try_rootless(const struct probe *probe)
{
	(void)probe;
	return probe_scratch();
}

/* Does /etc/subuid have a range for the user, by number or name? subuid(5) */
static int try_subuid(const struct probe *probe)
{
	char *text = read_all_at(AT_FDCWD, probe->text), *rest = text;
	const struct passwd *user = getpwuid(probe_user());
	char id[16];

	if (probe_user() == 0)
		return 0; /* root needs none, and who else will come? */
	snprintf(id, sizeof(id), "%u", probe_user());
	for (char *line; (line = strsep(&rest, "\n"));) {
		char *owner = strsep(&line, ":");

		if (!strcmp(owner, id) ||
			(user && !strcmp(owner, user->pw_name)))
			return 0;
	}
	errno = ENOENT;
	return probe_failed(probe->text);
}

#define NAMESPACE(word, flag)                                         \
	{                                                             \
		word " namespace", AS_ROOT, try_namespace,            \
			.argument = flag, .capability = CAP_SYS_ADMIN \
	}

const struct probe probes_namespaces[] = {
	{ "clone3", AS_WE_ARE, try_clone3, .since = "5.3" },
	NAMESPACE("pid", CLONE_NEWPID),
	NAMESPACE("uts", CLONE_NEWUTS),
	NAMESPACE("ipc", CLONE_NEWIPC),
	NAMESPACE("mount", CLONE_NEWNS),
	NAMESPACE("net", CLONE_NEWNET),
	NAMESPACE("cgroup", CLONE_NEWCGROUP),
	{ "time namespace", AS_ROOT, try_namespace, .argument = CLONE_NEWTIME,
		.capability = CAP_SYS_ADMIN, .since = "5.6" },
	{ "user namespace", AS_ROOT, try_namespace, .argument = CLONE_NEWUSER },
	{ "rootless", AS_ROOTLESS, .try = try_rootless },
	{ "setns", AS_ROOT, try_setns, .capability = CAP_SYS_ADMIN },
	{ "subuid", AS_WE_ARE, try_subuid, .text = "/etc/subuid" },
	{ "subgid", AS_WE_ARE, try_subuid, .text = "/etc/subgid" },
	{ 0 },
};
