/* spawn.c - a child in new namespaces, held at a gate until we let it go. */
/* SPDX-License-Identifier: MIT */
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"
#include "file.h"
#include "guard.h"
#include "signals.h"
#include "terminal.h"
#include "undo.h"

enum { MOST_HEARD = 64 };

/*
 * Like fork(2), but the child is born into new namespaces: only a child can
 * enter a pid namespace, since the number of a process never changes.
 */
static pid_t clone3(uint64_t flags, int group)
{
	/* A sibling tells of its end as we do. */
	struct clone_args arguments = { .flags = flags,
		.exit_signal = (flags & CLONE_PARENT) ? 0 : SIGCHLD };
	long pid;

	if (group >= 0) {
		arguments.flags |= CLONE_INTO_CGROUP;
		arguments.cgroup = (uint64_t)group;
	}
	pid = syscall(SYS_clone3, &arguments, sizeof(arguments));
	/* Before Linux 5.3, and in sandboxes that do not know the call yet. */
	if (pid < 0 && errno == ENOSYS && group < 0)
		pid = syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
	return (pid_t)pid;
}

/* Has our parent closed its end? Then it is dead: nothing else closes it. */
static bool gate_deserted(int gate)
{
	char next;

	return recv(gate, &next, 1, MSG_DONTWAIT | MSG_PEEK) == 0;
}

void spawn_tie(void)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		die("prctl", "cannot ask to die with the parent");
	/* It may have said go and died before we asked. */
	if (gate_deserted(die_channel()))
		_exit(EXIT_LAUNCHER);
}

/*
 * The guest's side of the gate. One byte means go; end of file means that our
 * parent is gone, and nobody is left to clean up after us. (A pipe would take
 * a dead parent for a go; an eventfd would sleep for ever.)
 */
static void gate_wait(int gate)
{
	ssize_t length;
	char go;

	do
		length = recv(gate, &go, 1, 0);
	while (length < 0 && errno == EINTR);
	if (length < 0)
		die("recv", "cannot wait at the gate");
	if (length != 1)
		_exit(EXIT_LAUNCHER);
	spawn_tie();
}

struct child spawn_into(int group, uint64_t namespaces,
	void (*guest)(void *argument), void *argument)
{
	int gate[2];
	struct child child = { 0 };

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, gate) < 0)
		die("socketpair", "cannot make the gate to the child");
	terminal_save();
	signals_hold();
	fflush(NULL); /* or both of us would write what stdio still keeps */
	child.pid = clone3(namespaces, group);
	if (child.pid < 0)
		die(namespaces & CLONE_NEWUSER ? "user_namespaces(7)" : "clone",
			"cannot start a child in new namespaces");
	if (child.pid == 0) {
		undo_forget();
		close(gate[0]);
		die_through(gate[1]);
		/*
		 * A signal to a process group does not stop at a namespace.
		 * Only a terminal's keys have to reach us all. And a session's
		 * leader is to be in there with it: who takes a terminal has to
		 * be one, and in a group of our own it could not. setsid(2)
		 */
		if (!terminal_is_there())
			setsid();
		gate_wait(gate[1]);
		guest(argument);
		_exit(EXIT_LAUNCHER); /* a guest ends in execve(2) */
	}
	close(gate[1]);
	child.gate = gate[0];
	die_listen(child.gate);
	return child;
}

struct child spawn(
	uint64_t namespaces, void (*guest)(void *argument), void *argument)
{
	return spawn_into(-1, namespaces, guest, argument);
}

void spawn_release(struct child *child)
{
	/* Not before: at the gate, the child sees for itself that we died. */
	child->guard = guard_start(child->pid);
	/* MSG_NOSIGNAL: a child that is dead already must not kill us. */
	if (send(child->gate, "", 1, MSG_NOSIGNAL) < 0 && errno != EPIPE)
		die("send", "cannot open the gate");
}

void spawn_step(void)
{
	pid_t pid;

	file_close_others(die_channel());
	pid = clone3(CLONE_PARENT, -1);
	if (pid < 0)
		die("clone", "cannot start a child in there");
	if (pid > 0)
		_exit(send(die_channel(), &pid, sizeof(pid), MSG_NOSIGNAL) < 0);
	gate_wait(die_channel());
}

/* What comes through the gate is a number, or last words, which are longer. */
void spawn_follow(struct child *child)
{
	siginfo_t info;
	pid_t pid;

	while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
		;
	guard_end(child->guard);
	if (recv(child->gate, &pid, sizeof(pid),
		    MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT) != sizeof(pid))
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"our child was killed on its way");
	recv(child->gate, &pid, sizeof(pid), 0);
	/* (Who may trace in there can have said another number.) */
	if (waitid(P_PID, (id_t)pid, &info,
		    WEXITED | WNOHANG | WNOWAIT | __WALL) < 0)
		die("waitid", "process %d is none of ours", pid);
	child->pid = pid;
	spawn_release(child);
}

void spawn_dismiss(const struct child *child)
{
	die_listen(-1);
	close(child->gate);
	while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
		;
}

static bool ran;

bool spawn_ran(void)
{
	return ran;
}

/*
 * What the guest has said on its end, before or instead of its command: a few
 * messages. Whoever still sends is none of ours, and could do so for ever.
 */
static void gate_report(int gate)
{
	enum heard heard = HEARD_WARNING;

	ran = true; /* if it says nothing else */
	for (int i = 0; i < MOST_HEARD && heard != HEARD_NOTHING; i++) {
		heard = die_hear(gate);
		if (heard == HEARD_DEATH)
			ran = false;
	}
}

int spawn_wait(const struct child *child)
{
	int code = signals_relay(child->pid);

	if (child->guard)
		guard_end(child->guard);
	gate_report(child->gate);
	close(child->gate);
	die_listen(-1);
	return code;
}
