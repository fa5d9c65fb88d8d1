/* signals_ending.c - a signal that would have ended us, had we not held it. */
/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "die.h"

/* Those that end us, unless the caller ignores them. */
static void ending_set(sigset_t *set)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction action;

	sigemptyset(set);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (sigaction(numbers[i], NULL, &action) == 0 &&
			action.sa_handler == SIG_DFL)
			sigaddset(set, numbers[i]);
}

int signals_ending(void)
{
	sigset_t held, ending;

	sigpending(&held);
	ending_set(&ending);
	for (int number = 1; number < SIGRTMIN; number++)
		if (sigismember(&held, number) > 0 &&
			sigismember(&ending, number) > 0)
			return number;
	return 0;
}

int signals_wait(int fd)
{
	struct pollfd either[] = { { .fd = fd, .events = POLLIN },
		{ .events = POLLIN } };
	sigset_t ending;

	ending_set(&ending);
	either[1].fd = signalfd(-1, &ending, SFD_CLOEXEC);
	if (either[1].fd < 0)
		die("signalfd", "cannot wait for signals");
	while (poll(either, 2, -1) < 0)
		; /* stopped and continued */
	close(either[1].fd);
	return signals_ending();
}
