/* lift-limit.c - mount the own groups again, and write to their limits. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define PLACE "/dev/shm/groups"

static int text_write(const char *directory, const char *file, const char *text)
{
	char path[128];
	int fd, written;

	snprintf(path, sizeof(path), "%s/%s", directory, file);
	fd = open(path, O_WRONLY);
	written = fd >= 0 && write(fd, text, strlen(text)) > 0;
	if (fd >= 0)
		close(fd);
	return written;
}

/* Who may not mount is root of a namespace of its own, and may. */
static int become_able(void)
{
	if (unshare(CLONE_NEWNS | CLONE_NEWCGROUP) == 0)
		return 1;
	return unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWCGROUP) == 0 &&
	       text_write("/proc/self", "uid_map", "0 0 1");
}

/* Which of them exist depends on the version. Says how many it has written. */
static int limits_lift(void)
{
	static const char *const files[][2] = {
		{ "memory.memsw.limit_in_bytes", "-1" },
		{ "memory.limit_in_bytes", "-1" },
		{ "memory.swap.max", "max" },
		{ "memory.high", "max" },
		{ "memory.max", "max" },
		{ "pids.max", "max" },
	};
	int count = 0;

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		count += text_write(PLACE, files[i][0], files[i][1]);
	return count;
}

static void take_memory(long megabytes)
{
	/* NOLINTNEXTLINE: it is to be kept */
	for (long i = 0; i < megabytes; i++) {
		char *memory = malloc(1 << 20);

		if (!memory)
			exit(1);
		memset(memory, 1, 1 << 20);
		__asm__ volatile("" : : "r"(memory) : "memory");
	}
	printf("took %ld\n", megabytes);
}

static void take_processes(long most)
{
	long count = 0;
	pid_t child = 0;

	while (count < most && (child = fork()) > 0)
		count++;
	if (child == 0 && count < most)
		pause();
	printf("took %ld\n", count);
}

/* lift-limit memory MEGABYTES | pids COUNT: lift it, and take so much. */
int main(int argc, char **argv)
{
	const char *controller = argc == 3 ? argv[1] : "";
	int lifted = 0;

	mkdir(PLACE, 0700);
	if (become_able() &&
		(mount("none", PLACE, "cgroup", 0, controller) == 0 ||
			mount("none", PLACE, "cgroup2", 0, NULL) == 0))
		lifted = limits_lift();
	printf("lifted %d\n", lifted);
	fflush(stdout);
	if (!strcmp(controller, "memory"))
		take_memory(atol(argv[2]));
	if (!strcmp(controller, "pids"))
		take_processes(atol(argv[2]));
	return 0;
}
