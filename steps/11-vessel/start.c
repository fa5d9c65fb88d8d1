/* start.c - a container is started in a child that stays with it. */
/* SPDX-License-Identifier: MIT */
#include "start.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"
#include "fd.h"
#include "seal.h"
#include "undo.h"

static pid_t start_child;

/* It is in a session of its own: the terminal's keys do not reach it. */
static void start_pass(int number)
{
	kill(start_child, number);
}

static const int start_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

static void start_handle(void (*handler)(int number))
{
	struct sigaction action = { .sa_handler = handler }, old;
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(start_signals) / sizeof(int); i++) {
		if (sigaction(start_signals[i], NULL, &old) == 0 &&
			old.sa_handler != SIG_IGN)
			sigaction(start_signals[i], &action, NULL);
		sigaddset(&set, start_signals[i]);
	}
	/* Who has something to undo holds them back. */
	sigprocmask(handler == SIG_DFL ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

/* Wait for a byte, or for its end. Returns 0, or the exit code. */
static int start_wait(int ready)
{
	ssize_t length;
	int status;
	char byte;

	do
		length = read(ready, &byte, 1);
	while (length < 0 && errno == EINTR);
	close(ready);
	if (length == 1)
		return 0;
	while (waitpid(start_child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(status) ? EXIT_SIGNAL + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

int start(struct guest *guest, bool attached)
{
	int ready[2], ends[2] = { -1, -1 }, code;

	if (pipe2(ready, O_CLOEXEC) < 0)
		die("pipe", "cannot wait for a container");
	if (attached &&
		socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		die("socketpair", "cannot connect to a container");
	start_child = fork();
	if (start_child < 0)
		die("fork", "cannot start a process for a container");
	if (start_child == 0) {
		undo_forget();
		fd_keep_none();
		container_unlock(guest->container);
		close(ready[0]);
		if (attached)
			close(ends[0]);
		guest->ready = ready[1];
		guest->client = ends[1];
		if (guest->restored)
			guest_restore(guest);
		guest_run(guest);
	}
	close(ready[1]);
	if (attached)
		close(ends[1]);
	guest->client = ends[0];
	start_handle(start_pass);
	code = start_wait(ready[0]);
	start_handle(SIG_DFL);
	return code;
}

/* Is whoever our program's file belongs to somebody in there? */
static bool start_is_owner(const struct guest *guest)
{
	const struct idmap *uids = &guest->userns.uids;
	struct stat status;

	if (guest->userns.off || stat("/proc/self/exe", &status) < 0)
		return true;
	for (size_t i = 0; i < uids->count; i++)
		if (status.st_uid >= uids->extents[i].outside &&
			status.st_uid - uids->extents[i].outside <
				uids->extents[i].count)
			return true;
	return geteuid() != 0 && status.st_uid == geteuid();
}

/*
 * A new program takes a few milliseconds: who has no right to the file in there
 * cannot write it, and starts without that.
 */
void start_seal(const struct guest *guest)
{
	if (!start_is_owner(guest))
		return;
	putenv((char *)seal_name());
	seal_program(environ);
}

/* The words of an array of the record; the caller keeps them. */
static char **words_add(char **words, struct json_object *array)
{
	size_t count = array ? json_object_array_length(array) : 0;

	for (size_t i = 0; i < count; i++)
		*words++ = (char *)json_object_get_string(
			json_object_array_get_idx(array, i));
	return words;
}

void start_recall(struct guest *guest, struct container *container)
{
	struct json_object *options =
		json_object_object_get(container->config, "options");
	struct json_object *command =
		json_object_object_get(container->config, "command");
	char **words, **next;

	next = words = calloc(4 + json_object_array_length(options) +
				      json_object_array_length(command),
		sizeof(*words));
	if (!words)
		die("malloc", "cannot keep what was asked for in memory");
	*next++ = (char *)"run";
	next = words_add(next, options);
	*next++ = (char *)"--";
	*next++ = (char *)json_text(container->config, "image");
	next = words_add(next, command);
	environment_pass_over(true);
	guest->command = guest_parse(guest, (int)(next - words), words) + 1;
	environment_pass_over(false);
	settings_recall(&guest->settings,
		json_object_object_get(container->config, "environment"));
	guest->container = container;
}
