/* probe.c - try something in a child that changes nothing here. */
/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"

enum { MOST_PROBES = 96, NOBODY = 65534, SECONDS = 5 };

static const struct probe *const subjects[] = { probes_kernel,
	probes_namespaces, probes_mounts, probes_overlay, probes_cgroups,
	probes_network, probes_security, probes_tools };
static const struct probe *probes[MOST_PROBES];
static struct finding findings[MOST_PROBES];
static size_t count;
static struct finding ours; /* what this child has found */

int probe_failed(const char *call)
{
	ours.error = errno;
	snprintf(ours.call, sizeof(ours.call), "%s", call);
	return -1;
}

int probe_value(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(ours.value, sizeof(ours.value), format, arguments);
	va_end(arguments);
	return 0;
}

/* Give root up for good, as setpriv(1) does. */
static int become_user(void)
{
	uid_t uid = probe_user() ? probe_user() : NOBODY;

	if (geteuid() != 0)
		return 0;
	if (setgroups(0, NULL) < 0 && errno != EPERM)
		return probe_failed("setgroups");
	if (setresgid(uid, uid, uid) < 0 || setresuid(uid, uid, uid) < 0) {
		/* A user namespace that holds nobody else but us. */
		if (errno == EINVAL)
			return 0;
		return probe_failed("setresuid");
	}
	/* Or our files in /proc would be root's: no uid_map for us. */
	return prctl(PR_SET_DUMPABLE, 1);
}

static int become(enum as as)
{
	if (as == AS_ROOT && geteuid() != 0)
		return probe_become_root();
	if (as == AS_USER)
		return become_user();
	if (as == AS_ROOTLESS)
		return become_user() < 0 ? -1 : probe_become_root();
	return 0;
}

/* What root may, and we could not: no wonder, and no fact either. */
static enum state state_of(const struct probe *probe, uid_t euid, int result)
{
	if (result == 0)
		return HOLDS;
	if (euid != 0 && (probe->as == AS_ROOT || probe->as == AS_WE_ARE) &&
		(ours.error == EPERM || ours.error == EACCES))
		return UNKNOWN;
	return FAILS;
}

static _Noreturn void child(const struct probe *probe, int out)
{
	uid_t euid = geteuid();

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(SECONDS); /* a kernel that hangs must not hang us */
	if (become(probe->as) < 0)
		ours.state = probe->as == AS_ROOTLESS ? FAILS : UNKNOWN;
	else
		ours.state = state_of(probe, euid, probe->try(probe));
	if (write(out, &ours, sizeof(ours)) < 0)
		_exit(1);
	_exit(0);
}

static void probe_run(const struct probe *probe, struct finding *finding)
{
	int fds[2], status = 0;
	pid_t pid;

	if (pipe(fds) < 0)
		die("pipe", "cannot make a pipe");
	pid = fork();
	if (pid < 0)
		die("fork", "cannot try things in a child");
	if (pid == 0) {
		close(fds[0]);
		child(probe, fds[1]);
	}
	close(fds[1]);
	if (read(fds[0], finding, sizeof(*finding)) != sizeof(*finding))
		*finding = (struct finding){ FAILS, ETIMEDOUT, "wait", "" };
	close(fds[0]);
	waitpid(pid, &status, 0);
}

void probe_all(void)
{
	fflush(NULL);
	for (size_t i = 0; i < sizeof(subjects) / sizeof(*subjects); i++)
		for (const struct probe *p = subjects[i]; p->name; p++) {
			if (count == MOST_PROBES)
				die_of(&(struct death){ .code = EXIT_LAUNCHER },
					"more probes than MOST_PROBES");
			probes[count] = p;
			probe_run(p, &findings[count++]);
		}
}

void findings_visit(void (*visit)(const struct probe *, const struct finding *))
{
	for (size_t i = 0; i < count; i++)
		visit(probes[i], &findings[i]);
}

static size_t index_of(const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(probes[i]->name, name))
			return i;
	die_of(&(struct death){ .code = EXIT_LAUNCHER },
		"nobody finds out about '%s'", name);
}

const struct finding *finding_of(const char *name)
{
	return &findings[index_of(name)];
}

const struct probe *probe_of(const char *name)
{
	return probes[index_of(name)];
}
