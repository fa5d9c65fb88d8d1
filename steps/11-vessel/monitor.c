/* monitor.c - a launch ends by becoming the monitor's program. */
/* SPDX-License-Identifier: MIT */
#include "monitor.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

#include "logbook.h"

enum { MOST_VARIABLES = 32, NUMBERS = 13 };

/* Beside vessel in the build's folder, and where it is installed. */
static const char *monitor_program(void)
{
	static const char *const places[] = { "vessel-monitor",
		"../libexec/vessel/vessel-monitor" };
	const char *path = NULL;

	for (size_t i = 0; i < 2; i++) {
		path = file_near_program(places[i]);
		if (access(path, X_OK) == 0)
			return strdup(path);
	}
	die("execve", "cannot find vessel's monitor, '%s'", path);
}

/* A name of any length, though the address of a socket has but 108 bytes. */
static struct sockaddr_un monitor_address(const struct container *container)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof(address.sun_path),
		"/proc/self/fd/%d/attach", container->live);
	return address;
}

int monitor_connect(const struct container *container)
{
	struct sockaddr_un address = monitor_address(container);
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (fd < 0)
		die("socket", "cannot connect to container %s",
			container->name);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

static int monitor_listen(const struct container *container)
{
	struct sockaddr_un address = monitor_address(container);
	int fd = socket(
		AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	unlinkat(container->live, "attach", 0);
	if (fd < 0 ||
		bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
		listen(fd, SOMAXCONN) < 0)
		die("bind", "cannot make the socket of container %s",
			container->name);
	return fd;
}

void monitor_prepare(struct monitor *monitor)
{
	monitor->program = monitor_program();
	monitor->listener = monitor_listen(monitor->container);
	monitor->log = logbook_mend(monitor->container->directory);
}

/* `vessel end` needs what tells where things are, and the rest stays ours. */
static char **monitor_environment(void)
{
	static const char *const names[] = { "HOME=", "PATH=", "USER=",
		"LOGNAME=", "TMPDIR=", "VESSEL_", "XDG_", "ASAN_", "UBSAN_" };
	static char *kept[MOST_VARIABLES + 1];
	size_t count = 0;

	for (char **variable = environ; *variable; variable++)
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
			if (count < MOST_VARIABLES &&
				!strncmp(*variable, names[i], strlen(names[i])))
				kept[count++] = *variable;
	return kept;
}

/* A descriptor for the program, as itself or, of a directory, as its path. */
static long monitor_pass(int fd)
{
	if (fd >= 0 && fcntl(fd, F_SETFD, 0) < 0)
		die("fcntl", "cannot pass a descriptor to the monitor");
	return fd;
}

/* (What is open already may be a lock as well, which is let go elsewhere.) */
static int monitor_directory(int directory)
{
	int fd = openat(directory, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		die("open", "cannot open a container's directory");
	return fd;
}

/* As main.c of the program reads them. */
static void monitor_numbers(const struct monitor *monitor,
	const struct stdio *stdio, long numbers[static NUMBERS])
{
	const struct container *container = monitor->container;
	const long all[NUMBERS] = {
		monitor->guest,
		monitor->guard,
		monitor->terminal,
		monitor_pass(monitor_directory(container->live)),
		monitor_pass(monitor_directory(container->directory)),
		monitor_pass(monitor->listener),
		monitor_pass(monitor->client),
		monitor_pass(monitor->interactive ? stdio->ours[0] : -1),
		monitor_pass(stdio->ours[monitor->terminal ? 0 : 1]),
		monitor_pass(monitor->terminal ? -1 : stdio->ours[2]),
		(long)monitor->log,
		monitor->log_size,
		monitor->log_files,
	};

	memcpy(numbers, all, sizeof(all));
}

void monitor_become(const struct monitor *monitor, const struct stdio *stdio)
{
	char vessel[4096], texts[NUMBERS][24];
	char *words[3 + NUMBERS + 1] = { (char *)"vessel-monitor",
		(char *)monitor->container->id, vessel };
	long numbers[NUMBERS];

	if (!file_program(vessel, sizeof(vessel)))
		*vessel = '\0';
	if (monitor->terminal)
		fcntl(stdio->ours[0], F_SETFL, O_RDWR | O_NONBLOCK);
	monitor_numbers(monitor, stdio, numbers);
	for (size_t i = 0; i < NUMBERS; i++) {
		snprintf(texts[i], sizeof(texts[i]), "%ld", numbers[i]);
		words[3 + i] = texts[i];
	}
	execve(monitor->program, words, monitor_environment());
	die("execve", "cannot become '%s'", monitor->program);
}
