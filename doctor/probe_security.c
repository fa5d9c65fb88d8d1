/* probe_security.c - capabilities, system call filters, security modules. */
/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/keyctl.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "capabilities.h"
#include "syscalls.h"

static int try_drop(const struct probe *probe)
{
	(void)probe;
	if (prctl(PR_CAPBSET_DROP, CAP_SYS_BOOT, 0, 0, 0) < 0)
		return probe_failed("prctl PR_CAPBSET_DROP");
	return 0;
}

static int try_no_new_privs(const struct probe *probe)
{
	(void)probe;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return probe_failed("prctl PR_SET_NO_NEW_PRIVS");
	return 0;
}

/* Has root all that root usually has? Sandboxes keep some back. */
static int try_all(const struct probe *probe)
{
	const char *missing = capabilities_missing();

	(void)probe;
	probe_value("%s", missing);
	errno = EPERM;
	return *missing ? probe_failed("capabilities") : 0;
}

static int try_filter(const struct probe *probe)
{
	struct sock_filter allow = BPF_STMT(BPF_RET, SECCOMP_RET_ALLOW);
	struct sock_fprog program = { 1, &allow };

	(void)probe;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return probe_failed("prctl PR_SET_NO_NEW_PRIVS");
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0)
		return probe_failed("seccomp");
	return 0;
}

static int try_action(const struct probe *probe)
{
	unsigned int action = (unsigned int)probe->argument;

	if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) < 0)
		return probe_failed("seccomp");
	return 0;
}

static int try_landlock(const struct probe *probe)
{
	long version =
		syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_VERSION);

	(void)probe;
	if (version < 0)
		return probe_failed("landlock_create_ruleset");
	/* Before the third, truncate(2) goes past it. */
	errno = EOPNOTSUPP;
	if (version < 3)
		return probe_failed("landlock_create_ruleset");
	return probe_value("ABI %ld", version);
}

static int try_keyring(const struct probe *probe)
{
	(void)probe;
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0)
		return probe_failed("keyctl");
	return 0;
}

const struct probe probes_security[] = {
	{ "drop capabilities", AS_ROOT, try_drop, .capability = CAP_SETPCAP },
	{ "no_new_privs", AS_WE_ARE, .try = try_no_new_privs },
	{ "all capabilities", AS_ROOT, .try = try_all },
	{ "seccomp filter", AS_WE_ARE, .try = try_filter },
	{ "seccomp log", AS_WE_ARE, try_action, .argument = SECCOMP_RET_LOG },
	{ "seccomp notify", AS_WE_ARE, try_action,
		.argument = SECCOMP_RET_USER_NOTIF, .since = "5.0" },
	{ "landlock", AS_WE_ARE, try_landlock, .since = "6.2" },
	{ "keyring", AS_WE_ARE, .try = try_keyring },
	{ 0 },
};
