/* join.c - into the namespaces and the root of a process. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <linux/sched.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "spawn.h"

#include "copies.h"
#include "label.h"
#include "parts.h"
#include "target.h"

static _Noreturn void join_die(const struct enter *enter, const char *what)
{
	if (errno == ESRCH)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"process %d has ended", enter->pid);
	die("setns", "cannot join the %s of '%s'", what, enter->target);
}

static void namespace_join(const struct enter *enter, size_t i)
{
	char what[32];

	if (enter->namespaces[i] < 0)
		return;
	snprintf(what, sizeof(what), "%s namespace", parts[i].name);
	if (setns(enter->namespaces[i], parts[i].flag) < 0)
		join_die(enter, what);
}

/*
 * Root of the host may join all of them from outside, and in a user namespace
 * it would be root of that alone: it goes there last. Who is not root has no
 * rights but in there, and goes there first.
 */
static void join_one_by_one(const struct enter *enter)
{
	bool root = geteuid() == 0;

	if (!root)
		namespace_join(enter, PART_USER);
	for (size_t i = PART_USER + 1; i < NAMESPACES; i++)
		namespace_join(enter, i);
	if (root)
		namespace_join(enter, PART_USER);
}

/*
 * All at once, the kernel asks for the rights that we have now.
 */
static void namespaces_join(const struct enter *enter)
{
	int flags = 0;

	for (size_t i = 0; i < NAMESPACES; i++)
		if (enter->namespaces[i] >= 0)
			flags |= parts[i].flag;
	if (enter->pid)
		target_check(enter);
	if (!flags)
		return;
	if (enter->pid && setns(enter->process, flags) == 0)
		return;
	/* Before Linux 5.8; and pins have no process. */
	if (enter->pid && errno != EINVAL)
		join_die(enter, "namespaces");
	join_one_by_one(enter);
	if (enter->pid)
		target_check(enter);
}

static void hide(void)
{
	if (prctl(PR_SET_DUMPABLE, 0) < 0)
		die("prctl", "cannot keep our memory to ourselves");
}

void enter_join(const struct enter *enter)
{
	label_write(enter);
	namespaces_join(enter);
	if (enter->root >= 0 &&
		(fchdir(enter->root) < 0 || chroot(".") < 0 || chdir("/") < 0))
		die("chroot", "cannot enter the root of '%s'", enter->target);
	umask(022);
	if (enter->namespaces[PART_USER] >= 0 &&
		(setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0))
		die("setresuid", "cannot become root of the user namespace");
	spawn_tie();
}

/* Who has become somebody else may be looked at again: fs.suid_dumpable says
 * so. proc_sys_fs(5) */
void enter_close(const struct enter *enter)
{
	hide();
	if (enter->no_new_privs)
		copies_load(enter->copies);
}
