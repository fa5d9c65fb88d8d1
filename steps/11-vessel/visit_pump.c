/* visit_pump.c - bytes and signals, to and from a command of vessel exec. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"

#include "keys.h"
#include "tty.h"
#include "visit.h"

enum { FLOWS = 3, FLOW_SIZE = 16384, MOST_LEFT = 1 << 20 };

/* One way. Nobody waits at one while there is something on another. */
struct flow {
	int from, to; /* -1: it has ended */
	bool keys;    /* they are looked for in it */
	bool closes;  /* its end is passed on as well */
	size_t start, end;
	char bytes[FLOW_SIZE + MOST_KEYS];
};

struct pump {
	struct flow flows[FLOWS];
	struct keys keys;
	const struct child *child;
	int signals, master; /* -1: no terminal */
};

static void flow_end(struct flow *flow)
{
	if (flow->closes && flow->to >= 0)
		close(flow->to);
	flow->from = flow->to = -1;
	flow->start = flow->end = 0;
}

/* False: there is nothing to be had, for now or for ever. */
static bool flow_read(struct pump *pump, struct flow *flow)
{
	char typed[FLOW_SIZE];
	ssize_t length =
		read(flow->from, flow->keys ? typed : flow->bytes, FLOW_SIZE);

	if (length < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (length <= 0) { /* EIO: nobody has that terminal open */
		flow_end(flow);
		return false;
	}
	flow->start = 0;
	flow->end = flow->keys ? keys_pass(&pump->keys, typed, (size_t)length,
					 flow->bytes)
			       : (size_t)length;
	return true;
}

/* Nobody reads there any more: who writes is to hear of it. But a disk that is
 * full is ours, and may be so when the command has ended. */
static void flow_break(struct pump *pump, struct flow *flow)
{
	if (!flow->closes && !flow->keys && errno != EPIPE && errno != EBADF &&
		errno != EIO)
		die("write", "cannot write what the command says");
	if (!flow->closes && !flow->keys)
		close(flow->from);
	if (flow->from == pump->master) {
		flow_end(&pump->flows[0]);
		pump->master = -1;
	}
	flow_end(flow);
}

static void flow_write(struct pump *pump, struct flow *flow)
{
	ssize_t length = write(
		flow->to, flow->bytes + flow->start, flow->end - flow->start);

	if (length >= 0)
		flow->start += (size_t)length;
	else if (errno != EAGAIN && errno != EINTR)
		flow_break(pump, flow);
}

static bool flow_is_full(const struct flow *flow)
{
	return flow->start < flow->end;
}

static void pump_resize(const struct pump *pump)
{
	struct winsize size;

	if (pump->master >= 0 && tty_size(&size))
		ioctl(pump->master, TIOCSWINSZ, &size);
}

/* Has the child ended, WEXITED, or does it stand still, WSTOPPED? It stays what
 * it is: of a zombie, the number is nobody else's. waitid(2) */
static bool pump_finds(const struct pump *pump, int state)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, (id_t)pump->child->pid, &info,
		       state | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid == pump->child->pid;
}

static void pump_signal(const struct pump *pump)
{
	struct signalfd_siginfo info;
	int number;

	if (read(pump->signals, &info, sizeof(info)) != sizeof(info))
		return;
	number = (int)info.ssi_signo;
	if (number == SIGTSTP || number == SIGTTIN || number == SIGTTOU)
		tty_stop();
	else if (number == SIGCONT)
		tty_again();
	else if (number == SIGWINCH)
		pump_resize(pump);
	else if (number != SIGCHLD && number != SIGPIPE)
		kill(pump->child->pid, number);
	/* Who was made to stand still in there would not hear of it. */
	if ((number == SIGTERM || number == SIGINT) &&
		pump_finds(pump, WSTOPPED))
		kill(pump->child->pid, SIGCONT);
}

/* Wait for whatever is next, and do it. */
static void pump_step(struct pump *pump)
{
	struct pollfd polls[FLOWS + 1] = { { pump->signals, POLLIN, 0 } };

	for (size_t i = 0; i < FLOWS; i++) {
		struct flow *flow = &pump->flows[i];
		bool full = flow_is_full(flow);

		polls[i + 1].fd = full ? flow->to : flow->from;
		polls[i + 1].events = full ? POLLOUT : POLLIN;
		/* What is behind us stops whoever reads it. */
		if (!full && flow->from == STDIN_FILENO && tty_is_behind())
			polls[i + 1].fd = -1;
	}
	if (poll(polls, FLOWS + 1, -1) < 0)
		return;
	if (polls[0].revents)
		pump_signal(pump);
	for (size_t i = 0; i < FLOWS; i++) {
		if (!polls[i + 1].revents)
			continue;
		if (flow_is_full(&pump->flows[i]))
			flow_write(pump, &pump->flows[i]);
		else
			flow_read(pump, &pump->flows[i]);
	}
}

/* What it has said before its end. Others may go on speaking there. */
static void pump_rest(struct pump *pump)
{
	size_t total = 0;

	for (struct flow *flow = pump->flows; flow < pump->flows + FLOWS;
		flow++) {
		if (flow->closes || flow->keys)
			continue;
		while (flow->to >= 0 && total < MOST_LEFT) {
			while (flow_is_full(flow))
				flow_write(pump, flow);
			if (flow->from < 0 || !flow_read(pump, flow))
				break;
			total += flow->end;
		}
	}
}

static void pump_open(struct pump *pump, struct guest *guest)
{
	const struct stdio *stdio = &guest->stdio;
	sigset_t all;

	for (int i = 0; i < FLOWS; i++)
		pump->flows[i] = (struct flow){ .from = -1, .to = -1 };
	if (guest->manner.interactive && stdio->ours[0] >= 0) {
		pump->flows[0].from = STDIN_FILENO;
		pump->flows[0].to = stdio->ours[0];
		pump->flows[0].keys = guest->manner.terminal;
		pump->flows[0].closes = !guest->manner.terminal;
	}
	for (int i = 1; i < FLOWS; i++) {
		pump->flows[i].from = stdio->ours[i];
		pump->flows[i].to = i;
	}
	if (guest->manner.terminal) {
		pump->master = pump->flows[1].from = stdio->ours[0];
		fcntl(pump->master, F_SETFL, O_NONBLOCK);
	}
	keys_parse(&pump->keys, guest->manner.detach_keys);
	sigfillset(&all);
	pump->signals = signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
	if (pump->signals < 0)
		die("signalfd", "cannot wait for signals");
}

bool visit_pump(struct guest *guest, const struct child *child)
{
	static struct pump pump = { .master = -1 };

	pump.child = child;
	pump_open(&pump, guest);
	pump_resize(&pump);
	while (!pump.keys.complete && !pump_finds(&pump, WEXITED))
		pump_step(&pump);
	pump_rest(&pump);
	close(pump.signals);
	return pump.keys.complete && !pump_finds(&pump, WEXITED);
}
