/* verdicts.c - what each step needs, and what that makes of it here. */
/* SPDX-License-Identifier: MIT */
#include "verdicts.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "explain.h"
#include "probe.h"

const char *const steps[] = { "00-xray", "01-chroot", "02-pid-ns", "03-mnt-ns",
	"04-net-veth", "05-cgroups", "06-overlay", "07-userns",
	"08-capabilities", "09-seccomp", "10-enter", "11-vessel", "12-oci",
	NULL };

/* A fact that a step needs; with `instead`, it can do without. */
static const struct need {
	const char *step, *fact, *instead;
} needs[] = {
	{ "00-xray", "proc", NULL },
	{ "01-chroot", "linux 5.10", "a kernel that nobody has tried" },
	{ "01-chroot", "root file system", NULL },
	{ "01-chroot", "chroot", NULL },
	{ "01-chroot", "close_range", NULL },
	{ "02-pid-ns", "pid namespace", NULL },
	{ "02-pid-ns", "uts namespace", NULL },
	{ "02-pid-ns", "ipc namespace", NULL },
	{ "02-pid-ns", "clone3", "clone(2) instead of clone3" },
	{ "03-mnt-ns", "private mounts", NULL },
	{ "03-mnt-ns", "pivot_root", NULL },
	{ "03-mnt-ns", "a new /proc", NULL },
	{ "03-mnt-ns", "openat2", NULL },
	{ "03-mnt-ns", "a new /dev/pts", "no terminals of its own" },
	{ "03-mnt-ns", "mqueue", "no /dev/mqueue" },
	{ "03-mnt-ns", "mknod", "the host's devices, bind-mounted" },
	{ "03-mnt-ns", "fsopen", "mount(2) instead of fsopen" },
	{ "03-mnt-ns", "open_tree", "mount(2) instead of open_tree" },
	{ "03-mnt-ns", "mount_setattr", "mount(2) instead of mount_setattr" },
	{ "04-net-veth", "net namespace", NULL },
	{ "04-net-veth", "loopback", NULL },
	{ "04-net-veth", "veth", NULL },
	{ "04-net-veth", "bridge", "a pair of links, and no bridge" },
	{ "04-net-veth", "a new /sys", "the host's view of /sys" },
	{ "04-net-veth", "nf_tables",
		"no NAT: the guest reaches the host only" },
	{ "05-cgroups", "cgroups", NULL },
	{ "05-cgroups", "memory controller", "no limit on memory" },
	{ "05-cgroups", "cpu controller", "no limit on cpu time" },
	{ "05-cgroups", "pids controller", "no limit on processes" },
	{ "05-cgroups", "cpuset controller", "no choice of cpus" },
	{ "05-cgroups", "io controller", "no limit on input and output" },
	{ "05-cgroups", "device control", "no control of devices" },
	{ "05-cgroups", "freezer", "no freezing" },
	{ "05-cgroups", "cgroup namespace", NULL },
	{ "06-overlay", "overlay", NULL },
	{ "06-overlay", "disk for layers", "layers on a tmpfs" },
	{ "07-userns", "user namespace", NULL },
	{ "07-userns", "rootless", "sudo only, not rootless" },
	{ "07-userns", "newuidmap", "a single user id when rootless" },
	{ "07-userns", "subuid", "a single user id when rootless" },
	{ "07-userns", "subgid", "a single user id when rootless" },
	{ "08-capabilities", "drop capabilities", NULL },
	{ "08-capabilities", "no_new_privs", NULL },
	{ "08-capabilities", "all capabilities",
		"fewer capabilities than root has elsewhere" },
	{ "09-seccomp", "seccomp filter", NULL },
	{ "09-seccomp", "seccomp log", "no log of what is refused" },
	{ "09-seccomp", "landlock", "neither landlock-ro nor landlock-rw" },
	{ "10-enter", "setns", NULL },
	{ "10-enter", "pidfd_open", NULL },
	{ "11-vessel", "setns", NULL },
	{ "11-vessel", "pidfd_open", NULL },
	{ "11-vessel", "a new /dev/pts", "no terminals of its own" },
	{ "11-vessel", "skopeo", "images of files alone: none is pulled" },
};

/* Nice to have, named as such. No verdict depends on them. */
static const char *const optional[] = { "swap limit", "rootless overlay",
	"time namespace", "seccomp notify", "keyring", "delegated cgroup",
	"user networking", "tun", "checkpoints", "debugger" };

int is_optional(const char *fact)
{
	for (size_t i = 0; i < sizeof(optional) / sizeof(*optional); i++)
		if (!strcmp(optional[i], fact))
			return true;
	return false;
}

/* Append `words` with `between` before them, unless they are there already. */
static void append(
	char *text, size_t size, const char *between, const char *words)
{
	size_t length = strlen(text);

	if (*words && !strstr(text, words))
		snprintf(text + length, size - length, "%s%s",
			length ? between : "", words);
}

/* It does not work: that alone counts from now on. */
static void refuse(struct verdict *verdict)
{
	if (verdict->mark != WORKS_NOT)
		*verdict->text = *verdict->cure = '\0';
	verdict->mark = WORKS_NOT;
}

static void apply(struct verdict *verdict, const struct need *need)
{
	const struct finding *finding = finding_of(need->fact);
	struct explanation why = explain(probe_of(need->fact), finding);
	char reason[640], both[960];
	bool names;

	verdict->untried += finding->state == UNKNOWN;
	if (finding->state != FAILS)
		return;
	/* "newuidmap is not installed" names it by itself. */
	names = !strncmp(why.cause, need->fact, strlen(need->fact));
	snprintf(reason, sizeof(reason), "%s%s%s", names ? "" : need->fact,
		names ? "" : ": ", why.cause);
	if (!need->instead) {
		refuse(verdict);
		append(verdict->text, sizeof(verdict->text), "; ", reason);
		append(verdict->cure, sizeof(verdict->cure), "\n", why.cure);
		return;
	}
	if (verdict->mark == WORKS_NOT)
		return; /* no fallback helps any more */
	verdict->mark = WORKS_WITH;
	snprintf(both, sizeof(both), "%s%s%s", reason, *why.cure ? ": " : "",
		why.cure);
	append(verdict->text, sizeof(verdict->text), "; ", need->instead);
	append(verdict->cure, sizeof(verdict->cure), "\n", both);
}

/*
 * A program is all steps so far: without these three none works, and where they
 * could not be tried, nobody knows.
 */
static void apply_foundation(struct verdict *verdict)
{
	char text[64];

	if (!strcmp(verdict->step, "00-xray") || verdict->mark == WORKS_NOT)
		return;
	for (size_t i = 1; i <= 3 && strcmp(steps[i], verdict->step); i++) {
		struct verdict below = verdict_of(steps[i]);

		verdict->untried += below.untried;
		if (below.mark != WORKS_NOT)
			continue;
		snprintf(text, sizeof(text), "it builds on %s", steps[i]);
		refuse(verdict);
		append(verdict->text, sizeof(verdict->text), "", text);
		return;
	}
}

/* An ordinary user: sudo does it, and from 07 on the user does. */
static void apply_user(struct verdict *verdict)
{
	bool rootless = finding_of("rootless")->state == HOLDS &&
			strcmp(verdict->step, "07-userns") >= 0;
	char with[640];

	if (geteuid() == 0 || verdict->mark == WORKS_NOT ||
		!strcmp(verdict->step, "00-xray"))
		return;
	verdict->mark = verdict->untried && !rootless ? UNTRIED : WORKS_SUDO;
	snprintf(with, sizeof(with), "%s%s",
		verdict->mark == UNTRIED ? "needs sudo: not tried" : "sudo",
		rootless ? ", or rootless" : "");
	append(with, sizeof(with), verdict->mark == UNTRIED ? "; with " : "; ",
		verdict->text);
	memcpy(verdict->text, with, sizeof(with));
}

struct verdict verdict_of(const char *step)
{
	struct verdict verdict = { .step = step, .mark = WORKS };

	for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++)
		if (!strcmp(needs[i].step, step))
			apply(&verdict, &needs[i]);
	apply_foundation(&verdict);
	apply_user(&verdict);
	return verdict;
}
