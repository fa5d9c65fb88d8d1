/* watcher.c - a process of ours beside the guest, that ends when we do. */
/* SPDX-License-Identifier: MIT */
#include "watcher.h"

#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"
#include "undo.h"

void watcher_end(int *watcher)
{
	if (*watcher <= 0)
		return;
	/* (A number may be another's by now; a pidfd is not.) */
	syscall(SYS_pidfd_send_signal, *watcher, SIGKILL, NULL, 0);
	waitid(P_PIDFD, (id_t)*watcher, &(siginfo_t){ 0 }, WEXITED);
	close(*watcher);
	*watcher = -1;
}

static void watcher_undo(void *argument)
{
	watcher_end(argument);
}

void watcher_start(
	int *watcher, void (*run)(int launcher, void *argument), void *argument)
{
	int launcher = (int)syscall(SYS_pidfd_open, getpid(), 0);
	pid_t pid;

	fflush(NULL);
	pid = launcher < 0 ? -1 : fork();
	if (pid < 0)
		die("fork", "cannot start a process to watch the guest");
	if (pid == 0) {
		undo_forget();
		run(launcher, argument);
		_exit(0);
	}
	*watcher = (int)syscall(SYS_pidfd_open, pid, 0);
	undo_later(watcher_undo, watcher);
	close(launcher);
}
