/* explain.c - why a probe has failed, and what to type about it. */
/* SPDX-License-Identifier: MIT */
#include "explain.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capabilities.h"
#include "cures.h"
#include "file.h"
#include "machine.h"
#include "probe.h"

static struct explanation explanation(const char *cause, const char *cure)
{
	struct explanation result;

	snprintf(result.cause, sizeof(result.cause), "%s", cause);
	snprintf(result.cure, sizeof(result.cure), "%s", cure);
	return result;
}

/* Does it begin with a user namespace? */
static bool is_users(const struct probe *probe)
{
	return probe->as == AS_ROOTLESS ||
	       !strcmp(probe->name, "user namespace");
}

#define SANDBOX "this is a sandbox: leave it, or start it with "

/* Root, and yet refused: something has taken the power away. */
static struct explanation explain_refused(
	const struct probe *probe, const struct finding *finding)
{
	const char *capability = capability_name(probe->capability);
	char cause[128], cure[128];

	if (geteuid() == 0 && probe->as == AS_ROOT && probe->capability &&
		!capability_have(probe->capability)) {
		snprintf(cause, sizeof(cause), "root has no %s here",
			capability);
		snprintf(cure, sizeof(cure),
			SANDBOX "--cap-add=%s or --privileged",
			capability + strlen("CAP_"));
		return explanation(cause, cure);
	}
	snprintf(cause, sizeof(cause), "%s is refused: %s", finding->call,
		strerror(finding->error));
	/* A root that is a mount point looks like the machine's from inside. */
	if (is_users(probe) && finding->error == EPERM && !machine_filtered())
		return explanation(cause, "a chroot, a container or a security"
					  " module around us does that");
	if (machine_filtered())
		return explanation(cause, SANDBOX "--security-opt"
						  " seccomp=unconfined");
	return explanation(cause, "a security module or a container around us"
				  " does that: see 'sudo dmesg | tail'");
}

/* What there is a switch for. The first that is off is the cause. */
static struct explanation explain_rootless(
	const struct probe *probe, const struct finding *finding)
{
	static const struct {
		const char *path, *off, *set;
	} switches[] = {
		{ "user/max_user_namespaces", "0",
			"user.max_user_namespaces=15000" },
		{ "kernel/unprivileged_userns_clone", "0",
			"kernel.unprivileged_userns_clone=1" },
		{ "kernel/apparmor_restrict_unprivileged_userns", "1",
			"kernel.apparmor_restrict_unprivileged_userns=0" },
	};
	char path[96], value[32], cause[192], cure[96];

	for (size_t i = 0; i < sizeof(switches) / sizeof(*switches); i++) {
		snprintf(path, sizeof(path), "/proc/sys/%s", switches[i].path);
		if (read_at(AT_FDCWD, path, value, sizeof(value)) < 0 ||
			strcspn(value, "\n") != 1 || *value != *switches[i].off)
			continue;
		snprintf(cause, sizeof(cause),
			"ordinary users may make no user namespaces: %s is %s",
			path, switches[i].off);
		snprintf(cure, sizeof(cure), "sudo sysctl %s", switches[i].set);
		return explanation(cause, cure);
	}
	return explain_refused(probe, finding);
}

/* A call or a module that the kernel does not have. */
static struct explanation explain_absent(
	const struct probe *probe, const struct finding *finding)
{
	struct explanation result;

	snprintf(result.cause, sizeof(result.cause),
		"this kernel has no %s, or a sandbox hides it",
		finding->error == ENOSYS ? finding->call : probe->name);
	if (probe->module)
		snprintf(result.cure, sizeof(result.cure), "sudo modprobe %s",
			probe->module);
	else
		snprintf(result.cure, sizeof(result.cure),
			"it takes Linux %s or later, outside of a sandbox",
			probe->since ? probe->since : "5.10");
	return result;
}

/* A namespace that is refused without anybody being refused a right. */
static struct explanation explain_namespace(
	const struct probe *probe, const struct finding *finding)
{
	struct explanation result;
	char kind[16];

	snprintf(kind, sizeof(kind), "%.*s", (int)strcspn(probe->name, " "),
		probe->name);
	if (finding->error == EINVAL)
		return explanation("this kernel was built without it",
			"take a distribution's kernel");
	if (!strcmp(kind, "mount"))
		snprintf(kind, sizeof(kind), "mnt");
	snprintf(result.cause, sizeof(result.cause),
		"/proc/sys/user/max_%s_namespaces is used up", kind);
	snprintf(result.cure, sizeof(result.cure),
		"sudo sysctl user.max_%s_namespaces=15000", kind);
	return result;
}

/* What the kernel refuses below chroot(2), whoever asks. */
static bool is_chroot(const struct probe *probe, const struct finding *finding)
{
	bool mounts = !strcmp(finding->call, "mount private") ||
		      !strcmp(finding->call, "pivot_root");
	bool users = is_users(probe);

	return ((mounts && finding->error == EINVAL) ||
		       (users && finding->error == EPERM)) &&
	       machine_chrooted();
}

static bool is_absence(int error)
{
	return error == ENOSYS || error == ENODEV || error == EOPNOTSUPP ||
	       error == EPROTONOSUPPORT || error == EAFNOSUPPORT;
}

static struct explanation explain_known(
	const struct cure *known, const struct finding *finding)
{
	char cause[256];

	snprintf(cause, sizeof(cause), "%s%s%s", known->cause,
		*finding->value ? ": " : "", finding->value);
	return explanation(cause, known->text);
}

struct explanation explain(
	const struct probe *probe, const struct finding *finding)
{
	const struct cure *known = cure_of(probe->name, finding->error);
	char text[256];

	if (finding->state == UNKNOWN)
		return explanation("only root can try", "sudo make doctor");
	if (is_chroot(probe, finding))
		return explanation("we are in a chroot, where it is refused",
			"run this outside of the chroot");
	if (known)
		return explain_known(known, finding);
	if (probe->as == AS_ROOTLESS && strncmp(finding->call, "mount", 5))
		return explain_rootless(probe, finding);
	if (is_absence(finding->error) ||
		(finding->error == ENOENT && probe->module))
		return explain_absent(probe, finding);
	if (strstr(probe->name, " namespace") &&
		(finding->error == EINVAL || finding->error == ENOSPC))
		return explain_namespace(probe, finding);
	if (finding->error == EPERM || finding->error == EACCES)
		return explain_refused(probe, finding);
	snprintf(text, sizeof(text), "%s: %s", finding->call,
		strerror(finding->error));
	return explanation(text, "");
}
