/* force.c - a container goes, whatever it does and whatever it is like. */
/* SPDX-License-Identifier: MIT */
#include "force.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "die.h"

#include "alive.h"
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

/* As long as the lock is held, the monitor is who has written its pid there. */
static void monitor_kill(const struct container *container)
{
	pid_t pid = container->monitor;
	int fd = pid > 0 ? (int)syscall(SYS_pidfd_open, pid, 0) : -1;

	if (fd < 0)
		return;
	if (!container_wait(container, 0))
		syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0);
	close(fd);
}

/* If its end does not come by itself, its monitor's does. */
static void force_end(const struct container *container)
{
	if (container->pid) {
		alive_kill(container);
		if (container_wait(container, GUEST_PATIENCE))
			return;
	}
	monitor_kill(container);
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
