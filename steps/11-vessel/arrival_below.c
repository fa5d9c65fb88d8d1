/* arrival_below.c - no name in a tar stream leads out of where it goes. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "die.h"

#include "arrival.h"

/* What comes alone has no name but where it goes. */
const char *arrival_called(const struct arrival *arrival, const char *name)
{
	static char text[4096 + 16];

	if (!strcmp(name, ".") || !strcmp(name, "./"))
		snprintf(text, sizeof(text), "'%s'", arrival->target);
	else
		snprintf(text, sizeof(text), "'%s' to '%s'", name,
			arrival->target);
	return text;
}

void arrival_die(const struct arrival *arrival, const char *name)
{
	die("open", "cannot write %s", arrival_called(arrival, name));
}

void arrival_refuse(
	const struct arrival *arrival, const char *name, const char *why)
{
	die_of(&(struct death){ .code = EXIT_LAUNCHER }, "cannot write %s: %s",
		arrival_called(arrival, name), why);
}

void arrival_broken(const struct arrival *arrival)
{
	if (!arrival->parcel->is_tar)
		exit(EXIT_LAUNCHER);
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "it is to be a whole tar stream, and not"
			       " compressed: gzip -d" },
		"cannot read what is to be copied to '%s': %s", arrival->target,
		archive_error_string(arrival->archive));
}

const char *arrival_name(const struct arrival *arrival, const char *name)
{
	if (!name)
		arrival_refuse(arrival, "?", "its name cannot be read");
	while (*name == '/' || (*name == '.' && (name[1] == '/' || !name[1])))
		name++;
	return name;
}

/* Who writes in there meanwhile can lead us nowhere. openat2(2) */
static int arrival_reach(int top, const char *directory)
{
	const struct open_how how = {
		.flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
			   RESOLVE_NO_MAGICLINKS,
	};

	return (int)syscall(SYS_openat2, top, *directory ? directory : ".",
		&how, sizeof(how));
}

/* In the streams of others, a file may come before its directory. */
static int below_make(int top, const char *directory)
{
	const char *last = strrchr(directory, '/');
	int fd = arrival_reach(top, directory), above;
	char *parent;

	if (fd >= 0 || errno != ENOENT || !*directory)
		return fd;
	parent = strndup(directory, last ? (size_t)(last - directory) : 0);
	if (!parent)
		die("malloc", "cannot keep a name in memory");
	above = below_make(top, parent);
	free(parent);
	if (above < 0)
		return -1;
	mkdirat(above, last ? last + 1 : directory, 0755);
	close(above);
	return arrival_reach(top, directory);
}

int arrival_parent(const struct arrival *arrival, const char *name, char **base)
{
	size_t length = strlen(name);
	char *directory, *slash;
	int fd;

	while (length && name[length - 1] == '/')
		length--;
	directory = strndup(name, length);
	slash = directory ? strrchr(directory, '/') : NULL;
	*base = directory ? strdup(slash ? slash + 1 : directory) : NULL;
	if (!*base)
		die("malloc", "cannot keep a name in memory");
	*(slash ? slash : directory) = '\0';
	if (!**base || !strcmp(*base, ".."))
		arrival_refuse(arrival, name, "its name leads elsewhere");
	fd = below_make(arrival->top, directory);
	if (fd < 0)
		arrival_die(arrival, name);
	free(directory);
	return fd;
}
