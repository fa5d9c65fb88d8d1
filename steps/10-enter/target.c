/* target.c - what a process is, read from outside. */
/* SPDX-License-Identifier: MIT */
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

#include "label.h"
#include "parts.h"

static const char whose[] =
	"it is another user's, or has more rights than we: type 'sudo' before"
	" it";

static _Noreturn void target_die(const struct enter *enter)
{
	struct death death = { .code = EXIT_LAUNCHER, .error = errno };

	if (errno == EACCES || errno == EPERM)
		death.cure = whose;
	if (errno == ESRCH || errno == ENOENT)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"process %d has ended", enter->pid);
	die_of(&death, "cannot look at process %d", enter->pid);
}

/* In a nested pid namespace, /proc may still be that of the outer one. */
static void proc_check(void)
{
	char text[16];
	ssize_t length = readlink("/proc/self", text, sizeof(text) - 1);

	text[length > 0 ? length : 0] = '\0';
	if (atoi(text) != getpid())
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "mount the one of this pid namespace:"
				       " mount -t proc proc /proc" },
			"/proc shows the processes of another pid namespace");
}

/* First the process, then its folder, neither of which becomes another's. */
static void process_open(struct enter *enter)
{
	struct death death = { .code = EXIT_LAUNCHER };
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d", enter->pid);
	enter->process = (int)syscall(SYS_pidfd_open, enter->pid, 0);
	if (enter->process < 0 && errno == ESRCH)
		die_of(&death, "there is no process %d", enter->pid);
	if (enter->process < 0 && access(path, F_OK) == 0) {
		death.cure = "'grep Tgid' in its 'status' shows whose it is";
		die_of(&death, "%d is a thread of a process", enter->pid);
	}
	if (enter->process < 0)
		die("pidfd_open", "cannot open process %d", enter->pid);
	enter->directory = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (enter->directory < 0)
		target_die(enter);
}

void target_check(const struct enter *enter)
{
	if (syscall(SYS_pidfd_send_signal, enter->process, 0, NULL, 0) < 0 &&
		errno != EPERM)
		target_die(enter);
}

static bool is_same(int fd, const char *path)
{
	struct stat one, other;

	return fstat(fd, &one) == 0 && stat(path, &other) == 0 &&
	       one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

void namespace_keep(struct enter *enter, size_t i, int fd)
{
	char path[48];

	snprintf(path, sizeof(path), "/proc/self/ns/%s", parts[i].name);
	if (!is_same(fd, path)) {
		enter->namespaces[i] = fd;
		return;
	}
	close(fd);
}

static void namespaces_open(struct enter *enter)
{
	char path[32];
	int fd;

	for (size_t i = 0; i < NAMESPACES; i++) {
		if (!part_wanted(enter, i))
			continue;
		snprintf(path, sizeof(path), "ns/%s", parts[i].name);
		fd = openat(enter->directory, path, O_RDONLY | O_CLOEXEC);
		if (fd >= 0)
			namespace_keep(enter, i, fd);
		else if (errno != ENOENT) /* a kernel without that kind */
			target_die(enter);
	}
}

/* The one that our own mounts have as / is ours already. */
static void root_open(struct enter *enter)
{
	int fd = openat(
		enter->directory, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		target_die(enter);
	if (enter->namespaces[PART_MNT] < 0 && is_same(fd, "/"))
		close(fd);
	else
		enter->root = fd;
}

static unsigned long long status_number(
	const char *status, const char *name, int base)
{
	const char *line = strstr(status, name);

	return line ? strtoull(line + strlen(name), NULL, base) : 0;
}

/*
 * What it can ever have: what execve(2) gives to root, or, with no_new_privs,
 * what it has. Inheritable and ambient ones stay empty, as in a new guest.
 */
static void rights_read(struct enter *enter)
{
	char status[8192];
	bool none_new;

	if (read_at(enter->directory, "status", status, sizeof(status)) < 0)
		target_die(enter);
	none_new = status_number(status, "\nNoNewPrivs:\t", 10);
	if (part_wanted(enter, PART_CAPS)) {
		enter->never = ~status_number(
			status, none_new ? "\nCapPrm:\t" : "\nCapBnd:\t", 16);
		enter->no_new_privs = none_new;
	}
	enter->filtered = status_number(status, "\nSeccomp:\t", 10);
	/* A helper has no /proc/self in there to ask that. */
	enter->groups_fixed =
		enter->namespaces[PART_USER] >= 0 &&
		read_at(enter->directory, "setgroups", status, 16) > 0 &&
		!strncmp(status, "deny", 4);
}

/* Who types the number of the launcher means its child. */
static _Noreturn void nothing_die(const struct enter *enter)
{
	char path[48], children[64] = "", cure[160];
	struct death death = { .code = EXIT_LAUNCHER, .cure = cure };

	snprintf(path, sizeof(path), "task/%d/children", enter->pid);
	read_at(enter->directory, path, children, sizeof(children));
	snprintf(cure, sizeof(cure),
		atoi(children) ? "if it is a launcher, its guest is process %d"
			       : "a guest's number is that of its first"
				 " process, the launcher's child",
		atoi(children));
	die_of(&death,
		"process %d has our namespaces and our root: there is"
		" nothing to enter",
		enter->pid);
}

static bool is_elsewhere(const struct enter *enter)
{
	for (size_t i = 0; i < NAMESPACES; i++)
		if (enter->namespaces[i] >= 0)
			return true;
	return enter->root >= 0;
}

void target_open(struct enter *enter)
{
	proc_check();
	process_open(enter);
	namespaces_open(enter);
	if (part_wanted(enter, PART_ROOT))
		root_open(enter);
	if (!enter->with && !is_elsewhere(enter))
		nothing_die(enter);
	rights_read(enter);
	if (part_wanted(enter, PART_CAPS))
		label_read(enter);
	if (part_wanted(enter, PART_GROUP))
		enter->group = enter->pid;
	target_check(enter);
}
