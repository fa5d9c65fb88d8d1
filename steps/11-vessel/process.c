/* process.c - what the host can see of one process of a container. */
/* SPDX-License-Identifier: MIT */
#include "process.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "idmap.h"

/* The last of the numbers in the line "NSpid:\t4711\t1" is the innermost. */
static long process_last(const char *text, const char *line)
{
	const char *at = strstr(text, line), *end;

	if (!at)
		return 0;
	end = at + 1 + strcspn(at + 1, "\n");
	while (end > at && end[-1] != '\t')
		end--;
	return strtol(end, NULL, 10);
}

/* "Uid:\tREAL\tEFFECTIVE": the second says what it may do. */
static long process_user(const char *text)
{
	const char *at = strstr(text, "\nUid:\t");
	long real, user = -1;

	return at && sscanf(at, " Uid: %ld %ld", &real, &user) == 2 ? user : -1;
}

/* Who that is in the user namespace of the process, if that is not ours. */
static long user_inside(pid_t pid, long user)
{
	struct idmap map = { 0 };
	struct stat own, other;
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/ns/user", pid);
	if (stat(path, &other) == 0 && stat("/proc/self/ns/user", &own) == 0 &&
		own.st_ino == other.st_ino)
		return user;
	snprintf(path, sizeof(path), "/proc/%d/uid_map", pid);
	idmap_read(&map, path);
	for (size_t i = 0; i < map.count; i++) {
		const struct extent *extent = &map.extents[i];

		if (user >= 0 &&
			(unsigned long)user - extent->outside < extent->count)
			return (long)(extent->inside +
				      ((unsigned long)user - extent->outside));
	}
	return -1;
}

/* Its words with blanks between them, or, if it has none, its name. */
static void command_read(struct process *process, int directory)
{
	int fd = openat(directory, "cmdline", O_RDONLY | O_CLOEXEC);
	char *text = process->command, name[64] = "?";
	ssize_t length =
		fd < 0 ? -1 : read(fd, text, sizeof(process->command) - 1);

	if (fd >= 0)
		close(fd);
	while (length > 0 && !text[length - 1])
		length--;
	for (ssize_t i = 0; i < length; i++)
		if (!text[i])
			text[i] = ' ';
	if (length > 0) {
		text[length] = '\0';
	} else {
		read_at(directory, "comm", name, sizeof(name));
		name[strcspn(name, "\n")] = '\0';
		snprintf(text, sizeof(process->command), "[%s]", name);
	}
}

static bool times_read(struct process *process, int directory)
{
	unsigned long user = 0, system = 0;
	char text[1024], *rest;

	if (read_at(directory, "stat", text, sizeof(text)) < 0)
		return false;
	rest = strrchr(text, ')'); /* its name may have some, too */
	if (!rest || sscanf(rest,
			     ") %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u"
			     " %lu %lu",
			     &process->state, &user, &system) != 3)
		return false;
	process->seconds =
		(double)(user + system) / (double)sysconf(_SC_CLK_TCK);
	return true;
}

bool process_read(struct process *process, pid_t pid)
{
	char path[32], *status;
	int directory;
	bool there;

	snprintf(path, sizeof(path), "/proc/%d", pid);
	directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return false;
	memset(process, 0, sizeof(*process));
	process->pid = pid;
	status = read_all_at(directory, "status");
	there = status && times_read(process, directory);
	if (there) {
		process->inside = (pid_t)process_last(status, "\nNSpid:");
		process->uid = process_user(status);
		process->user = user_inside(pid, process->uid);
		command_read(process, directory);
	}
	free(status);
	close(directory);
	return there;
}
