/* outside.c - what a guest has that is not made in it: for its checkpoint. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

#include "criu.h"
#include "json_file.h"

enum { MOST_MOUNTS = 4096 };

/* A line of proc_pid_mountinfo(5). */
struct mountline {
	const char *device; /* "0:45" */
	const char *root, *target;
};

struct mountlines {
	struct mountline all[MOST_MOUNTS];
	size_t count;
	char *text;
};

/* "\040" is a space. */
static char *mountline_plain(char *word)
{
	char *to = word;

	for (const char *from = word; *from; to++)
		if (*from == '\\' && strlen(from) >= 4) {
			*to = (char)((from[1] - '0') * 64 +
				     (from[2] - '0') * 8 + from[3] - '0');
			from += 4;
		} else {
			*to = *from++;
		}
	*to = '\0';
	return word;
}

static struct mountlines *mountlines_read(const char *path)
{
	struct mountlines *lines = calloc(1, sizeof(*lines));
	char *next, *line;

	next = read_all_at(AT_FDCWD, path);
	if (!next || !lines)
		die("open", "cannot read '%s'", path);
	lines->text = next;
	while ((line = strsep(&next, "\n")) && lines->count < MOST_MOUNTS) {
		struct mountline *last = &lines->all[lines->count];
		char *device, *root, *target;

		strsep(&line, " ");
		strsep(&line, " ");
		device = strsep(&line, " ");
		root = strsep(&line, " ");
		target = strsep(&line, " ");
		if (!target)
			continue;
		*last = (struct mountline){ device, mountline_plain(root),
			mountline_plain(target) };
		lines->count++;
	}
	return lines;
}

static void mountlines_free(struct mountlines *lines)
{
	free(lines->text);
	free(lines);
}

/* What of `path` is below `above`: "" or "/..."; NULL: it is not. */
static const char *mountline_below(const char *path, const char *above)
{
	size_t length = strcmp(above, "/") ? strlen(above) : 0;

	if (strncmp(path, above, length) ||
		(path[length] && path[length] != '/'))
		return NULL;
	return path + length;
}

/* Where the host has it; NULL: nowhere. */
static char *outside_source(
	const struct mountlines *host, const struct mountline *line)
{
	char *source;

	for (size_t i = host->count; i-- > 0;) {
		const struct mountline *own = &host->all[i];
		const char *below = mountline_below(line->root, own->root);

		if (strcmp(own->device, line->device) || !below)
			continue;
		if (asprintf(&source, "%s%s",
			    strcmp(own->target, "/") ? own->target : "",
			    *below ? below : "/.") < 0)
			die("malloc", "cannot keep a path in memory");
		return source;
	}
	return NULL;
}

/* Is there one that shows all of that file system? Then it is the guest's. */
static bool mountlines_have_all(
	const struct mountlines *lines, const char *device)
{
	for (size_t i = 0; i < lines->count; i++)
		if (!strcmp(lines->all[i].device, device) &&
			!strcmp(lines->all[i].root, "/"))
			return true;
	return false;
}

/*
 * A small file that is on no file system of the host's: see text.h. The guest
 * lives on: no link of its leads us out of its root. openat2(2)
 */
static char *outside_text(pid_t pid, const char *target)
{
	struct open_how how = { .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS };
	char path[64], *text = NULL;
	int root, fd = -1;

	snprintf(path, sizeof(path), "/proc/%d/root", pid);
	root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root >= 0)
		fd = (int)syscall(SYS_openat2, root, target, &how, sizeof(how));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (fd >= 0)
		text = read_all_at(AT_FDCWD, path);
	if (!text)
		die_of(&(struct death){ EXIT_LAUNCHER, errno, NULL,
			       "it is on no file system that the host has" },
			"cannot keep the container's '%s'", target);
	close(root);
	close(fd);
	return text;
}

struct json_object *outside_mounts(pid_t pid)
{
	struct json_object *mounts = json_object_new_array(), *mount;
	struct mountlines *host = mountlines_read("/proc/self/mountinfo"),
			  *guest;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/mountinfo", pid);
	guest = mountlines_read(path);
	for (size_t i = 0; i < guest->count; i++) {
		const struct mountline *line = &guest->all[i];
		char *source = outside_source(host, line);

		if (!strcmp(line->target, "/") ||
			(!source && mountlines_have_all(guest, line->device)))
			continue;
		mount = json_object_new_object();
		json_set_text(mount, "target", line->target);
		json_set_text(mount, source ? "source" : "text",
			source ? source : outside_text(pid, line->target));
		json_object_array_add(mounts, mount);
		free(source);
	}
	mountlines_free(host);
	mountlines_free(guest);
	return mounts;
}

struct json_object *outside_streams(pid_t pid)
{
	struct json_object *streams = json_object_new_object();
	char path[64], name[64], number[2] = "0";

	for (int fd = 0; fd < 3; fd++) {
		ssize_t length;

		snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, fd);
		length = readlink(path, name, sizeof(name) - 1);
		name[length < 0 ? 0 : length] = '\0';
		number[0] = (char)('0' + fd);
		if (!strncmp(name, "pipe:", 5))
			json_set_text(streams, number, name);
	}
	return streams;
}
