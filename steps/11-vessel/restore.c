/* restore.c - vessel restore: a container goes on from a checkpoint. */
/* SPDX-License-Identifier: MIT */
#include "restore.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"
#include "guard.h"
#include "signals.h"
#include "undo.h"

#include "checkpoint.h"
#include "command.h"
#include "restored.h"
#include "start.h"

/* A FIFO of which we have both ends, so that nobody waits for us. fifo(7) */
static int restore_fifo(int directory, const char *name)
{
	int fd = -1;

	if (mkfifoat(directory, name, 0600) == 0)
		fd = openat(directory, name, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		die("mkfifo", "cannot talk to criu");
	return fd;
}

void restore_prepare(struct guest *guest)
{
	struct restored *restored = guest->restored;
	const char *id = guest->container->id;

	criu_begin(&restored->criu, "restore",
		checkpoint_path(id, restored->name),
		criu_log_path(id, "restore"));
	restored->ask = restore_fifo(guest->container->live, "ask");
	restored->answer = restore_fifo(guest->container->live, "answer");
}

/* Guest side: in its network, as root of the host. */
static void restore_configure(void *argument)
{
	const struct guest *guest = argument;
	char path[48];
	int net;

	snprintf(path, sizeof(path), "/proc/%d/ns/net", guest->restored->pid);
	net = open(path, O_RDONLY | O_CLOEXEC);
	if (net < 0 || setns(net, CLONE_NEWNET) < 0)
		die("setns", "cannot enter the container's network");
	veth_configure(&guest->net);
	_exit(EXIT_SUCCESS);
}

/* The two halves of its network, each on its side of the wall. */
static void restore_connect(struct guest *guest)
{
	struct child child;
	int code;

	veth_attach(&guest->net, guest->restored->pid);
	if (!veth_namespaces(&guest->net))
		return;
	child = spawn(0, restore_configure, guest);
	spawn_release(&child);
	code = spawn_wait(&child);
	if (!code)
		return;
	undo_all();
	exit(code);
}

/* Something to wait for that means both: the FIFO, and criu's end. epoll(7) */
static int restore_events(const struct restored *restored, pid_t criu)
{
	struct epoll_event event = { .events = EPOLLIN };
	int events = epoll_create1(EPOLL_CLOEXEC);
	int process = (int)syscall(SYS_pidfd_open, criu, 0);

	if (events < 0 || process < 0 ||
		epoll_ctl(events, EPOLL_CTL_ADD, process, &event) < 0 ||
		epoll_ctl(events, EPOLL_CTL_ADD, restored->ask, &event) < 0)
		die("epoll_ctl", "cannot wait for criu");
	return events;
}

/* The number that criu's script says; 0: criu has ended. */
static pid_t restore_hear(const struct restored *restored, int events)
{
	char text[16] = "";

	if (signals_wait(events) != 0 ||
		read(restored->ask, text, sizeof(text) - 1) <= 0)
		return 0;
	return (pid_t)strtol(text, NULL, 10);
}

/* It has made what it could, or nothing. */
static bool restore_is_whole(
	const struct restored *restored, int events, const struct child *criu)
{
	int status = 0;

	if (!restored->pid || signals_wait(events) != 0)
		kill(criu->pid, SIGKILL);
	while (waitpid(criu->pid, &status, 0) < 0 && errno == EINTR)
		;
	guard_end(criu->guard);
	return status == 0 && restored->pid;
}

/* What criu has begun and not ended is no more. */
static _Noreturn void restore_fail(const struct restored *restored)
{
	if (restored->pid) {
		kill(restored->pid, SIGKILL);
		waitpid(restored->pid, NULL, __WALL);
	}
	criu_blame(&restored->criu, "let the container go on");
}

void restore_finish(struct guest *guest, struct child *criu)
{
	struct restored *restored = guest->restored;
	struct monitor monitor;
	int code, events;

	spawn_release(criu);
	code = spawn_started(criu);
	if (code) {
		undo_all();
		exit(code);
	}
	events = restore_events(restored, criu->pid);
	restored->pid = restore_hear(restored, events);
	if (restored->pid) {
		monitor.guard = guard_start(restored->pid);
		restore_connect(guest);
		cgroup_attach(&guest->cgroup, restored->pid);
		settings_attach(&guest->settings, restored->pid);
		start_record(guest, &monitor, restored->pid);
		if (write(restored->answer, "\n", 1) != 1)
			warn_line("criu does not listen");
	}
	if (!restore_is_whole(restored, events, criu))
		restore_fail(restored);
	start_become(guest, &monitor);
}

/* Of a list that is none, nobody may ask how long it is. */
static bool record_fits(struct json_object *record)
{
	return json_object_is_type(
		       json_member(record, "mounts"), json_type_array) &&
	       json_object_is_type(
		       json_member(record, "streams"), json_type_object);
}

static struct json_object *restore_read(
	const struct container *container, const char *name)
{
	const char *fault = NULL;
	struct json_object *record;
	char *path;

	if (asprintf(&path, "checkpoints/%s/" CHECKPOINT_FILE, name) < 0)
		die("malloc", "cannot keep a path in memory");
	record = json_read_at(container->directory, path, &fault);
	if (!record || !record_fits(record))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "'vessel checkpoint' makes one" },
			"%s '%s' of container %s%s",
			fault || record ? "the checkpoint"
					: "there is no checkpoint",
			name, container->name,
			fault || record ? " is broken" : "");
	free(path);
	return record;
}

int command_restore(int argc, char **argv)
{
	const struct option_row options[] = { { 0 } };
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "CONTAINER CHECKPOINT",
			.about = "Let a container go on from a checkpoint.",
			.more = "It has to have ended. What it wrote to its"
				" files since then stays.",
			.options = options,
		},
		argc, argv, 2, 2);
	struct restored restored = { .name = words[1] };
	struct container container;
	struct guest guest;
	int code;

	checkpoint_check_name(words[1]);
	container_find(&container, words[0]);
	container_lock(&container);
	if (container.status != CREATED && container.status != EXITED)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "end it first: vessel stop" },
			"container %s is running", container.name);
	start_recall(&guest, &container);
	restored.record = restore_read(&container, words[1]);
	guest.restored = &restored;
	code = start(&guest, false);
	container_unlock(&container);
	return code ? code : puts(words[0]) < 0;
}
