/* copies.c - filters of system calls, read from a process. */
/* SPDX-License-Identifier: MIT */
#include "copies.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/ptrace.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "die.h"

#include "target.h"

enum { MOST_LOOKS = 1000 /* 5 ms each */, MOST_COPIES = 64 };

struct copy {
	struct sock_filter *code;
	unsigned short count;
	unsigned int flags; /* SECCOMP_FILTER_FLAG_* */
};

struct copies {
	struct copy rows[MOST_COPIES]; /* the newest first */
	size_t count;
};

static struct copies copies;

static long trace(
	unsigned int request, pid_t pid, uintptr_t address, void *data)
{
	return syscall(SYS_ptrace, request, pid, address, data);
}

/* A stopped process is not told of it, and goes on where it was. */
static void target_stop(const struct enter *enter)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	struct death death = { .code = EXIT_LAUNCHER, .error = errno };
	int status, tries = 0;

	if (trace(PTRACE_SEIZE, enter->pid, 0, NULL) < 0) {
		death.error = errno;
		death.cure = "does a debugger or strace look at it already?"
			     " --without filter does without its filter";
		die_of(&death, "cannot read the filter of process %d",
			enter->pid);
	}
	trace(PTRACE_INTERRUPT, enter->pid, 0, NULL);
	while (waitpid(enter->pid, &status, __WALL | WNOHANG) == 0) {
		if (tries++ == MOST_LOOKS)
			die_of(&(struct death){ .code = EXIT_LAUNCHER,
				       .cure = "is it frozen?" },
				"cannot read the filter of process %d: it does"
				" not stop",
				enter->pid);
		nanosleep(&pause, NULL);
	}
}

/* The one that `index` others came after. 0: there is none; -1: errno. */
static int copy_read(pid_t pid, uintptr_t index, struct copy *copy)
{
	struct seccomp_metadata about = { .filter_off = index };
	long count = trace(PTRACE_SECCOMP_GET_FILTER, pid, index, NULL);

	if (count < 0)
		return errno == ENOENT ? 0 : -1;
	copy->code = calloc((size_t)count, sizeof(*copy->code));
	copy->count = (unsigned short)count;
	if (!copy->code)
		die("malloc", "cannot keep a filter in memory");
	if (trace(PTRACE_SECCOMP_GET_FILTER, pid, index, copy->code) < 0)
		return -1;
	/* Whether it is logged. Nobody but its own listener can be asked. */
	if (trace(PTRACE_SECCOMP_GET_METADATA, pid, sizeof(about), &about) > 0)
		copy->flags =
			(unsigned int)about.flags & SECCOMP_FILTER_FLAG_LOG;
	return 1;
}

/* They are told from the newest on. 0, or -1 and errno. */
static int copies_read(const struct enter *enter)
{
	int got;

	while (copies.count < MOST_COPIES) {
		got = copy_read(
			enter->pid, copies.count, &copies.rows[copies.count]);
		if (got <= 0)
			return got;
		copies.count++;
	}
	die_of(&(struct death){ .code = EXIT_LAUNCHER },
		"process %d has more than %d filters", enter->pid,
		MOST_COPIES - 1);
}

bool copies_make(struct enter *enter)
{
	int got;

	target_stop(enter);
	got = copies_read(enter);
	trace(PTRACE_DETACH, enter->pid, 0, NULL);
	target_check(enter); /* or it was another's */
	if (got == 0 && copies.count) {
		enter->copies = &copies;
		return true;
	}
	warn_line("cannot read the filter of process %d, so it is as for a new"
		  " guest: %s",
		enter->pid,
		geteuid() ? "that needs root"
			  : "the kernel has no CONFIG_CHECKPOINT_RESTORE, or"
			    " a filter is on us");
	return false;
}

static void copy_load(const struct copy *copy)
{
	const struct sock_fprog program = { copy->count, copy->code };

	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, copy->flags,
		    &program) < 0)
		die("seccomp", "cannot load the filter of the guest");
}

void copies_load(const struct copies *loaded)
{
	for (size_t i = loaded ? loaded->count : 0; i-- > 0;)
		copy_load(&loaded->rows[i]);
}

void enter_filter(const struct enter *enter)
{
	if (!enter->no_new_privs)
		copies_load(enter->copies);
}
