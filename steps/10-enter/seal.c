/* seal.c - our own program, where nobody can write to it. */
/* SPDX-License-Identifier: MIT */
#include "seal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/mount.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "die.h"
#include "file.h"
#include "fs.h"

/* Linux has it since 6.3, the C library since 2.39. */
#ifndef MFD_EXEC
#define MFD_EXEC 0x10U
#endif

enum { SEALS = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL };

static const char *program_path(void)
{
	static char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (length < 0)
		die("readlink", "cannot tell where our program is");
	path[length] = '\0';
	return path;
}

/*
 * The same file on a mount of its own, that hangs nowhere and cannot be written
 * through. It takes no memory, but root's rights, and Linux 5.12.
 */
static int view_make(int program)
{
	struct mount_attr protected = { .attr_set = MOUNT_ATTR_RDONLY };
	int view = fs_alone(program);

	if (view < 0 || syscall(SYS_mount_setattr, view, "", AT_EMPTY_PATH,
				&protected, sizeof(protected)) == 0)
		return view;
	close(view);
	return -1;
}

/* It is called as what it is a copy of, for those who look at /proc/PID/exe. */
static int memory_make(void)
{
	const unsigned int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	char name[240];
	int fd;

	snprintf(name, sizeof(name), "%.230s", program_path());
	fd = memfd_create(name, flags | MFD_EXEC);
	if (fd < 0 && errno == EINVAL) /* before Linux 6.3 all are */
		fd = memfd_create(name, flags);
	if (fd < 0)
		die("memfd_create", "cannot make a copy of our program");
	return fd;
}

static void memory_fill(int memory, int program)
{
	struct stat status;
	off_t left;
	ssize_t sent;

	if (fstat(program, &status) < 0)
		die("stat", "cannot read our own program");
	for (left = status.st_size; left > 0; left -= sent) {
		sent = sendfile(memory, program, NULL, (size_t)left);
		if (sent <= 0)
			die("sendfile", "cannot copy our own program");
	}
	/* execve(2) asks for the right to execute. */
	if (fchmod(memory, 0555) < 0 || fcntl(memory, F_ADD_SEALS, SEALS) < 0)
		die("fcntl", "cannot seal the copy of our program");
}

/* What we were started with: words that end with a zero each. */
static char **words_read(void)
{
	size_t size = 4096, count = 0;
	static char *text, **words; /* for as long as we live */
	ssize_t length;

	do {
		size *= 2;
		text = realloc(text, size);
		if (!text)
			die("malloc", "cannot keep our command line in memory");
		length = read_at(AT_FDCWD, "/proc/self/cmdline", text, size);
	} while (length < 0 && errno == E2BIG);
	if (length <= 0)
		die("read", "cannot read our own command line");
	words = calloc((size_t)length + 1, sizeof(*words));
	if (!words)
		die("malloc", "cannot keep our command line in memory");
	for (char *word = text; word < text + length; word += strlen(word) + 1)
		words[count++] = word;
	return words;
}

/* (Of a file that can have no seals, fcntl(2) says -1.) */
static bool is_sealed(int program)
{
	int seals = fcntl(program, F_GET_SEALS);
	struct statvfs mount;

	return (seals >= 0 && (seals & SEALS) == SEALS) ||
	       (fstatvfs(program, &mount) == 0 && mount.f_flag & ST_RDONLY);
}

/* Become it, unless we are it already. */
static void seal_as(char *const environment[])
{
	int program = open("/proc/self/exe", O_RDONLY | O_CLOEXEC), copy;

	if (program < 0)
		die("open", "cannot read our own program");
	if (is_sealed(program)) {
		close(program);
		return;
	}
	copy = view_make(program);
	if (copy < 0) {
		copy = memory_make();
		memory_fill(copy, program);
	}
	fexecve(copy, words_read(), environment);
	die("execve", "cannot run a copy of our own program");
}

void seal_self(void)
{
	char term[256] = "TERM=dumb", *const environment[] = { term, NULL };

	if (getenv("TERM"))
		snprintf(term, sizeof(term), "TERM=%s", getenv("TERM"));
	seal_as(environment);
}

void seal_program(char *const environment[])
{
	seal_as(environment);
}

const char *seal_name(void)
{
	static char *variable;
	char path[PATH_MAX];

	if (!variable &&
		(!file_program(path, sizeof(path)) ||
			asprintf(&variable, FILE_PROGRAM "=%s", path) < 0))
		die("malloc", "cannot keep our own name in memory");
	return variable;
}
