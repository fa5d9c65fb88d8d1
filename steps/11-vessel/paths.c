/* paths.c - where what is known of containers lies. */
/* SPDX-License-Identifier: MIT */
#include "paths.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blame.h"
#include "die.h"

#include "way.h"

enum { LONGEST_BELOW = 512, MOST_TRIES = 100 };

/* One of the two, and who says where it is: the first that says anything. */
struct path_row {
	const char *variable; /* names it */
	const char *system;   /* root's */
	const char *xdg;      /* users': names what it is in */
	const char *home;     /* the same, counted from the user's home */
	char path[PATH_MAX];
};

static struct path_row data = { .variable = "VESSEL_DATA",
	.system = "/var/lib/vessel",
	.xdg = "XDG_DATA_HOME",
	.home = ".local/share" };
static struct path_row run = { .variable = "VESSEL_RUN",
	.system = "/run/vessel",
	.xdg = "XDG_RUNTIME_DIR" };

/* The XDG base directory specification: a path that is not absolute is none. */
static const char *absolute(const char *variable)
{
	const char *path = getenv(variable);

	return path && *path == '/' ? path : NULL;
}

/*
 * Without a session of systemd's there may be no XDG_RUNTIME_DIR. In /tmp a
 * name is of who made it: place_open() looks whether that was us.
 */
static int place_of_user(const struct path_row *place, char *path)
{
	const char *xdg = absolute(place->xdg), *home = absolute("HOME");

	if (xdg)
		return snprintf(path, PATH_MAX, "%s/vessel", xdg);
	if (place->home && home)
		return snprintf(
			path, PATH_MAX, "%s/%s/vessel", home, place->home);
	return snprintf(path, PATH_MAX, "/tmp/vessel-%ld%s", (long)geteuid(),
		place->home ? ".data" : "");
}

static void place_choose(struct path_row *place)
{
	const char *given = getenv(place->variable);
	char here[PATH_MAX] = "";
	int length;

	if (given && *given && *given != '/' && !getcwd(here, sizeof(here)))
		die("getcwd", "cannot tell where '%s' is", given);
	if (given && *given)
		length = snprintf(place->path, PATH_MAX, "%s%s%s", here,
			*here ? "/" : "", given);
	else if (geteuid() == 0)
		length = snprintf(place->path, PATH_MAX, "%s", place->system);
	else
		length = place_of_user(place, place->path);
	errno = ENAMETOOLONG;
	if (length >= PATH_MAX - LONGEST_BELOW)
		die("open", "cannot use '%s'", place->path);
}

/* What is kept here says how root's guests are started. */
static void place_check(const struct path_row *place, const char *path, int fd)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		die("stat", "cannot look at '%s'", path);
	if (status.st_uid == geteuid() && !(status.st_mode & 077))
		return;
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "chown it to yourself and chmod 700" },
		"others may enter '%s', or it is not yours: %s names another",
		path, place->variable);
}

static _Noreturn void place_unfit(
	const struct path_row *place, const char *path, const struct way *way)
{
	char cure[64];

	snprintf(cure, sizeof(cure), "%s=DIR names another place",
		place->variable);
	if (way->fault)
		die_of(&(struct death){ .code = EXIT_LAUNCHER, .cure = cure },
			"cannot use '%s': '%s' %s", path,
			*way->text ? way->text : "/", way->fault);
	die_path("mkdir", path, "cannot make '%s'", path);
}

/* The end of somebody's last layer removes what is empty: again, then. */
static int place_open(struct path_row *place, const char *below)
{
	static struct way way;
	char path[PATH_MAX];
	int fd, tries = 0;

	if (!*place->path)
		place_choose(place);
	snprintf(path, sizeof(path), "%.*s/%.*s", PATH_MAX - LONGEST_BELOW,
		place->path, LONGEST_BELOW - 2, below);
	do
		fd = way_open(&way, path);
	while (fd < 0 && errno == ENOENT && tries++ < MOST_TRIES);
	if (fd < 0)
		place_unfit(place, path, &way);
	place_check(place, path, fd);
	return fd;
}

static const char *place_path(
	struct path_row *place, const char *below, char path[PATH_MAX])
{
	if (!*place->path)
		close(place_open(place, ""));
	if (!*below)
		return place->path; /* which stays, for who keeps it */
	snprintf(path, PATH_MAX, "%.*s/%.*s", PATH_MAX - LONGEST_BELOW,
		place->path, LONGEST_BELOW - 2, below);
	return path;
}

const char *data_path(const char *below)
{
	static char path[PATH_MAX];

	return place_path(&data, below, path);
}

const char *run_path(const char *below)
{
	static char path[PATH_MAX];

	return place_path(&run, below, path);
}

int data_open(const char *below)
{
	return place_open(&data, below);
}

int run_open(const char *below)
{
	return place_open(&run, below);
}
