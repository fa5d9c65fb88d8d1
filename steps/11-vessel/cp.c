/* cp.c - vessel cp: files into a container, and out of it. */
/* SPDX-License-Identifier: MIT */
#include "cp.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include <unistd.h>

#include "die.h"
#include "signals.h"
#include "undo.h"

#include "command.h"
#include "parcel.h"
#include "progress.h"

/* One of the two ends. */
struct end {
	const char *container; /* NULL: it is out here */
	const char *path;
};

struct copying {
	struct end from, to;
	struct parcel packed, unpacked; /* as each end has it */
};

/* CONTAINER:PATH, as docker tells it from a path that has a colon in it. */
static struct end copying_end(char *word)
{
	char *colon = strchr(word, ':');

	if (*word == '/' || *word == '.' || !colon || colon == word)
		return (struct end){ .path = word };
	*colon = '\0';
	return (struct end){ word, colon[1] ? colon + 1 : "/" };
}

static bool copying_is_stream(const struct end *end)
{
	return !end->container && !strcmp(end->path, "-");
}

/* What the copy of it is called; NULL: nothing, what is in it is copied. */
static const char *copying_name(const char *path)
{
	size_t length = strlen(path), start;

	while (length && path[length - 1] == '/')
		length--;
	for (start = length; start && path[start - 1] != '/'; start--)
		;
	length -= start;
	if (!length ||
		(path[start] == '.' &&
			(length == 1 ||
				(length == 2 && path[start + 1] == '.'))))
		return NULL;
	return strndup(path + start, length);
}

/* What it is called by who typed it. */
static const char *copying_container(const struct copying *copying)
{
	return copying->from.container ? copying->from.container
				       : copying->to.container;
}

static void copying_inside(void *argument)
{
	const struct copying *copying = argument;
	static char name[128];

	/* Two roots have the same paths: what fails in there says so. */
	snprintf(name, sizeof(name), "vessel: %s", copying_container(copying));
	die_name(name);
	/* (Who enters stands in /, and paths are counted from there.) */
	if (copying->from.container) {
		close(copying->unpacked.stream);
		parcel_pack(&copying->packed, copying->from.path);
	} else {
		close(copying->packed.stream);
		parcel_unpack(&copying->unpacked, copying->to.path);
	}
}

/* The end out here is a process of its own: either may wait for the other. */
static pid_t copying_outside(const struct copying *copying)
{
	pid_t parent = getpid(), pid = fork();

	if (pid < 0)
		die("fork", "cannot start a process");
	if (pid)
		return pid;
	undo_forget();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_LAUNCHER);
	signals_let_go();
	signal(SIGPIPE, SIG_IGN); /* why, the other end says */
	progress_begin("copy", copying->from.path, 0);
	if (copying->from.container) {
		close(copying->packed.stream);
		parcel_unpack(&copying->unpacked, copying->to.path);
	} else {
		close(copying->unpacked.stream);
		parcel_pack(&copying->packed, copying->from.path);
	}
	progress_end();
	exit(EXIT_SUCCESS);
}

/* Who is whom on the other side is known out here, whichever end that is. */
static void copying_map(struct copying *copying, const struct look *look)
{
	struct parcel *outside =
		copying->from.container ? &copying->unpacked : &copying->packed;

	if (!look->uids.count)
		return;
	outside->uids = &look->uids;
	outside->gids = &look->gids;
	outside->leaves = !copying->from.container;
}

static void copying_streams(struct copying *copying)
{
	int ends[2] = { STDIN_FILENO, STDOUT_FILENO };
	bool stream = copying_is_stream(&copying->from) ||
		      copying_is_stream(&copying->to);

	if (!stream && pipe2(ends, O_CLOEXEC) < 0)
		die("pipe", "cannot make a pipe to the container");
	copying->unpacked.stream = ends[0];
	copying->packed.stream = ends[1];
}

static int copying_run(struct copying *copying)
{
	bool stream = copying_is_stream(&copying->from) ||
		      copying_is_stream(&copying->to);
	struct look *look = calloc(1, sizeof(*look));
	struct container container;
	struct child child;
	pid_t other = 0;

	if (!look)
		die("malloc", "cannot look into a container");
	container_find(&container, copying_container(copying));
	copying_streams(copying);
	look->function = copying_inside;
	look->argument = copying;
	child = look_start(look, &container);
	copying_map(copying, look);
	if (!stream) {
		other = copying_outside(copying);
		close(copying->packed.stream);
		close(copying->unpacked.stream);
	}
	return look_end(look, &child, other);
}

static void copying_check(const struct copying *copying)
{
	const struct end *from = &copying->from, *to = &copying->to;

	if (from->container && to->container)
		options_refuse("copying between containers is not supported:"
			       " vessel cp A:PATH - | vessel cp - B:PATH");
	if (!from->container && !to->container)
		options_refuse("must specify at least one container source:"
			       " CONTAINER:PATH");
	if (copying_is_stream(to) && isatty(STDOUT_FILENO))
		options_refuse("that is a tar stream, and nothing for a"
			       " terminal: redirect it");
}

int command_cp(int argc, char **argv)
{
	struct copying copying = { 0 };
	bool whole = false, follows = false;
	const struct option_row options[] = {
		{ "archive", 'a', NULL, "with owners, and all there is",
			option_flag, &whole },
		{ "follow-link", 'L', NULL,
			"copy what the source leads to, if it is a link",
			option_flag, &follows },
		{ 0 },
	};
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options] CONTAINER:PATH PATH|-  or"
				     "  PATH|- CONTAINER:PATH",
			.about = "Copy files out of a container, or into it.",
			.more = "'-' is a tar stream. Without -a, the copies"
				" are yours, or of root in there.",
			.options = options,
		},
		argc, argv, 2, 2);

	copying.from = copying_end(words[0]);
	copying.to = copying_end(words[1]);
	copying_check(&copying);
	parcel_prepare(&copying.packed);
	copying.packed.follows = follows;
	copying.packed.whole = true;
	copying.unpacked = copying.packed;
	copying.unpacked.follows = copying.to.container != NULL;
	copying.unpacked.is_tar = copying_is_stream(&copying.from);
	copying.unpacked.whole = whole || copying.unpacked.is_tar;
	if (copying_is_stream(&copying.to))
		copying.packed.as = copying_name(copying.from.path);
	else
		copying.unpacked.as = copying_name(copying.from.path);
	if (copying.unpacked.is_tar)
		copying.unpacked.as = NULL;
	return copying_run(&copying);
}
