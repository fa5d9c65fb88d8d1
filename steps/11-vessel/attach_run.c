/* attach_run.c - be the terminal, or the streams, of a container. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "die.h"
#include "signals.h"
#include "undo.h"

#include "attached.h"
#include "monitor.h"
#include "tty.h"

void attach_check(const struct attach *attach, bool terminal)
{
	struct keys keys;

	keys_parse(&keys, attach->detach_keys);
	if (attach->input && terminal && !isatty(STDIN_FILENO))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "for bytes, leave out -t; to watch a"
				       " terminal, leave out -i" },
			"the input device is not a TTY");
}

static void attach_begin(struct attached *attached,
	const struct container *container, const struct attach *attach)
{
	*attached = (struct attached){ .code = -1,
		.connection = attach->connection,
		.owns = attach->connection >= 0,
		.reads = attach->input,
		.proxies = attach->proxies };
	keys_parse(&attached->keys, attach->detach_keys);
	if (attached->connection < 0)
		attached->connection = monitor_connect(container);
	if (attached->connection < 0)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"container %s is not running", container->name);
	attached_signals_hold(attached);
	attached_sinks_open(attached);
	attached_say(attached, PACKET_HELLO,
		HELLO_OUTPUT | (attached->reads ? HELLO_INPUT : 0) |
			(attached->owns ? HELLO_OWNS : 0));
}

/* Wait for something to do, and do it. False: the monitor has hung up. */
static bool attach_once(struct attached *attached)
{
	bool full = attached->length > 0;
	bool reads = attached->welcome && attached->reads && attached->may_send;
	struct pollfd polled[] = {
		{ full ? -1 : attached->connection, POLLIN, 0 },
		{ full ? attached_sink(attached)->fd : -1, POLLOUT, 0 },
		{ reads ? STDIN_FILENO : -1, POLLIN, 0 },
		{ attached->signals, POLLIN, 0 },
	};

	if (poll(polled, 4, -1) < 0)
		return errno == EINTR;
	if (polled[3].revents)
		attached_signals_take(attached);
	if (polled[1].revents)
		attached_write(attached);
	if (polled[2].revents)
		attached_read(attached);
	return !polled[0].revents || attached_hear(attached);
}

/* It did not say what the exit code is: what has happened? */
static _Noreturn void attach_lost(
	struct attached *attached, const struct container *container)
{
	struct container again;

	undo_all();
	signals_let_go();
	if (attached->cut)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "'vessel logs' has all, and 'vessel"
				       " attach' attaches again" },
			"container %s let go of us: we took nothing for ten"
			" seconds, and others waited",
			container->name);
	if (!container_wait(container, 0))
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"container %s lets nobody else be attached: there are"
			" too many",
			container->name);
	/* Put in order what the monitor had no time for. */
	if (container_look(&again, container->id))
		container_close(&again);
	if (!attached->welcome && !attached->owns)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"container %s has ended", container->name);
	die_of(&(struct death){ .code = EXIT_SIGNAL + SIGKILL },
		"the monitor of container %s was killed, and the container"
		" with it",
		container->name);
}

/* As it would have without us: who waits for us sees of what. */
static _Noreturn void attach_leave(int number)
{
	undo_all();
	signal(number, SIG_DFL);
	signals_let_go();
	kill(getpid(), number);
	_exit(EXIT_SIGNAL + number);
}

/*
 * The guest has ended, and is put away. Its first client hears what there is to
 * say of that; the others wait for the lock. Signals end us again.
 */
static void attach_settle(
	struct attached *attached, const struct container *container)
{
	struct pollfd more = { attached->connection, POLLIN, 0 };

	undo_all();
	signals_let_go();
	if (attached->enforced)
		signals_tell_enforced(attached->enforced);
	while (attached->owns &&
		(poll(&more, 1, -1) < 0 ||
			die_hear(attached->connection) != HEARD_NOTHING))
		;
	container_wait(container, -1);
}

int attach_run(struct container *container, const struct attach *attach)
{
	static struct attached attached;

	attach_begin(&attached, container, attach);
	while (attached.code < 0 && !attached.detached && !attached.leave)
		if (!attach_once(&attached))
			attach_lost(&attached, container);
	tty_end();
	if (attached.detached)
		keys_tell();
	if (attached.leave)
		attach_leave(attached.leave);
	if (attached.code >= 0)
		attach_settle(&attached, container);
	else
		undo_all();
	close(attached.signals);
	close(attached.connection);
	return attached.code;
}
