/* force.c - a container goes, whatever it does and whatever it is like. */
/* SPDX-License-Identifier: MIT */
#include "force.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

#include "cgroup_resume.h"
#include "container.h"
#include "shelf.h"

enum { MOST_ROUNDS = 100 };
#define GUEST_PATIENCE 10.0 /* seconds, for its end and what follows it */
#define MONITOR_PATIENCE 30.0

static bool is_up(const struct container *container)
{
	return container->status == STARTING || container->status == RUNNING ||
	       container->status == PAUSED;
}

/* The parent of a process; 0: there is no such process. proc_pid_stat(5) */
static pid_t parent_of(pid_t pid)
{
	char path[64], text[1024], *end;
	int parent;

	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	if (read_at(AT_FDCWD, path, text, sizeof(text)) < 0)
		return 0;
	end = strrchr(text, ')');
	return end && sscanf(end, ") %*c %d", &parent) == 1 ? parent : 0;
}

/* What is frozen hears of nothing, not even of that, in a v1 hierarchy. */
static void guest_thaw(const struct container *container)
{
	const char *record = json_text(container->runtime, "groups");
	struct cgroup cgroup = { 0 };

	if (record && cgroup_open(&cgroup, record))
		cgroup_thaw(&cgroup);
}

/*
 * A pid may be another's by now. The guest's is its monitor's child, and the
 * monitor's is the monitor's as long as the lock is held: both are looked at
 * when the descriptor is open, which means that process for good.
 */
static void pid_kill(const struct container *container, pid_t pid, pid_t parent)
{
	int fd = pid > 0 ? (int)syscall(SYS_pidfd_open, pid, 0) : -1;

	if (fd < 0)
		return;
	if ((!parent || parent_of(pid) == parent) &&
		!container_wait(container, 0))
		syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0);
	close(fd);
}

/* If its end does not come by itself, its monitor's does. */
static void force_end(const struct container *container)
{
	if (container->pid && container->monitor) {
		pid_kill(container, container->pid, container->monitor);
		if (container->status == PAUSED)
			guest_thaw(container);
		if (container_wait(container, GUEST_PATIENCE))
			return;
	}
	pid_kill(container, container->monitor, 0);
	if (!container_wait(container, MONITOR_PATIENCE))
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"container %.*s does not end, though it was killed",
			SHORT_ID, container->id);
}

/* Until it neither runs, nor wants an end; false: it is gone. */
static bool force_still(
	const struct shelf *shelf, struct container *container, const char *id)
{
	for (int round = 0; round < MOST_ROUNDS; round++) {
		if (!shelf_read(shelf, container, id))
			return false;
		if (is_up(container)) {
			shelf_open(shelf, container);
			force_end(container);
		} else if (container->status == DEAD && !shelf_fault() &&
			   round < 3) {
			shelf_settle(container);
		} else {
			return true;
		}
		shelf_forget(container);
	}
	die_of(&(struct death){ .code = EXIT_LAUNCHER },
		"container %.*s is started again and again", SHORT_ID, id);
}

bool force_remove(const char *word)
{
	struct container container;
	char id[ID_LENGTH + 1];
	struct shelf shelf;
	int lock = -1;

	if (!id_seek(word, id))
		return false;
	shelf_begin(&shelf);
	while (force_still(&shelf, &container, id)) {
		shelf_forget(&container);
		lock = shelf_lock(shelf.containers, id, true);
		if (lock < 0 || !shelf_read(&shelf, &container, id))
			break;
		if (!is_up(&container)) {
			shelf_remove(&shelf, id);
			event_log(&container, "destroy");
			break;
		}
		close(lock); /* started meanwhile */
		shelf_forget(&container);
	}
	if (lock >= 0)
		close(lock);
	shelf_forget(&container);
	shelf_end(&shelf);
	return true;
}
