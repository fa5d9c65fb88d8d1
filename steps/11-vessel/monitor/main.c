/* vessel-monitor - stays with a container while it runs. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "guard.h"
#include "watch.h"

/* Our words, which only vessel types: see monitor_become(). */
enum {
	WORD_ID = 1,
	WORD_VESSEL,
	WORD_GUEST,
	WORD_GUARD,
	WORD_TERMINAL,
	WORD_LIVE,
	WORD_DIRECTORY,
	WORD_LISTENER,
	WORD_FIRST,
	WORD_INPUT,
	WORD_OUTPUT,
	WORD_ERRORS,
	WORD_LOG_NUMBER,
	WORD_LOG_SIZE,
	WORD_LOG_FILES,
	WORD_COUNT
};

/* A descriptor that is ours, not that of who we become at the end. */
static int word_fd(const char *word)
{
	int fd = atoi(word);

	if (fd >= 0)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

static void watch_fill(struct watch *watch, char **words)
{
	watch->id = words[WORD_ID];
	watch->vessel = words[WORD_VESSEL];
	watch->guest = atoi(words[WORD_GUEST]);
	watch->terminal = atoi(words[WORD_TERMINAL]);
	watch->code = -1;
	watch->live = word_fd(words[WORD_LIVE]);
	watch->listener = word_fd(words[WORD_LISTENER]);
	watch->first = word_fd(words[WORD_FIRST]);
	watch->input = word_fd(words[WORD_INPUT]);
	watch->output[0] = word_fd(words[WORD_OUTPUT]);
	watch->output[1] = word_fd(words[WORD_ERRORS]);
	watch->log = (struct log){
		.directory = word_fd(words[WORD_DIRECTORY]),
		.fd = -1,
		.number = strtoul(words[WORD_LOG_NUMBER], NULL, 10),
		.limit = atol(words[WORD_LOG_SIZE]),
		.files = atoi(words[WORD_LOG_FILES]),
	};
}

/*
 * That of the launch goes when there is ours, which is as small as we are. It
 * tells nobody of its end; wait(2), __WALL.
 */
static void guard_replace(pid_t guest, pid_t guard)
{
	guard_start(guest);
	if (guard <= 0)
		return;
	kill(guard, SIGKILL);
	guard_end(guard);
}

/* Nothing of who started us is in use by us: no directory, no terminal. */
static void watch_begin(struct watch *watch, pid_t guard)
{
	sigset_t every;
	int null;

	prctl(PR_SET_NAME, "vessel-monitor");
	guard_replace(watch->guest, guard);
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int fd = 0; fd <= 2 && null >= 0; fd++)
		dup2(null, fd);
	close(null);
	if (chdir("/") < 0)
		return; /* there is no other */
	sigfillset(&every);
	sigprocmask(SIG_SETMASK, &every, NULL);
	watch->signals = signalfd(-1, &every, SFD_CLOEXEC | SFD_NONBLOCK);
	if (watch->log.limit)
		log_open(&watch->log);
	if (watch->first >= 0) {
		watch->waits = true;
		client_add(watch, watch->first);
	}
}

/* By rename: it is there whole, or not. */
static void exit_record(const struct watch *watch)
{
	int fd = openat(watch->live, "exit.new",
		O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		return;
	if (dprintf(fd, "%d\n", watch->code) > 0)
		renameat(watch->live, "exit.new", watch->live, "exit");
	close(fd);
}

/* What is left is vessel's: it has the locks from us, and our last client. */
static void watch_end(struct watch *watch)
{
	char code[16], first[16];
	char *words[] = { (char *)"vessel", (char *)"end", (char *)watch->id,
		code, watch->first >= 0 ? first : NULL, NULL };

	exit_record(watch);
	clients_end(watch);
	snprintf(code, sizeof(code), "%d", watch->code);
	snprintf(first, sizeof(first), "%d", watch->first);
	if (watch->first >= 0)
		fcntl(watch->first, F_SETFD, 0);
	else
		words[4] = NULL;
	execv(watch->vessel, words);
}

int main(int argc, char **argv)
{
	static struct watch watch;

	if (argc != WORD_COUNT)
		return EXIT_FAILURE;
	watch_fill(&watch, argv);
	watch_begin(&watch, atoi(argv[WORD_GUARD]));
	guest_reap(&watch);
	pages_let_go();
	while (watch.code < 0 || watch.waits || !output_ended(&watch) ||
		clients_owed(&watch, DUE_CHUNK))
		watch_once(&watch);
	watch_end(&watch);
	return EXIT_FAILURE; /* whoever asks next does it */
}
