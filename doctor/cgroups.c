/* cgroups.c - where each controller sits on this machine. */
/* SPDX-License-Identifier: MIT */
#include "cgroups.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

/* A line of /proc/self/mountinfo, cut in place. proc(5) */
struct mount {
	char *root, *point, *type, *options;
};

static bool mount_parse(char *line, struct mount *mount)
{
	char *tail = strstr(line, " - "), *field = line;

	if (!tail)
		return false;
	*tail = '\0';
	tail += 3;
	for (int i = 0; i < 3; i++)
		strsep(&field, " ");
	mount->root = strsep(&field, " ");
	mount->point = strsep(&field, " ");
	mount->type = strsep(&tail, " ");
	strsep(&tail, " ");
	mount->options = tail;
	return mount->point && mount->options;
}

/* Is `word` one of the words in `list`, with commas or blanks between? */
static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (; *list; list += strcspn(list, ", \n"), list += !!*list)
		if (strcspn(list, ", \n") == length &&
			!strncmp(list, word, length))
			return true;
	return false;
}

static bool controls(const struct mount *mount, const char *controller)
{
	char path[512], list[512];

	if (!strcmp(mount->type, "cgroup"))
		return *controller && has_word(mount->options, controller);
	if (strcmp(mount->type, "cgroup2"))
		return false;
	snprintf(path, sizeof(path), "%s/cgroup.controllers", mount->point);
	return !*controller ||
	       (read_at(AT_FDCWD, path, list, sizeof(list)) >= 0 &&
		       has_word(list, controller));
}

/* Our own group in the hierarchy of `controller`, "" for version 2. */
static void own_group(const char *controller, char *group, size_t size)
{
	char *text = read_all_at(AT_FDCWD, "/proc/self/cgroup"), *rest = text;

	snprintf(group, size, "/");
	for (char *line; (line = strsep(&rest, "\n"));) {
		char *list, *path = line;

		strsep(&path, ":");
		list = strsep(&path, ":");
		if (path && (*controller ? has_word(list, controller) : !*list))
			snprintf(group, size, "%s", path);
	}
	free(text);
}

static void place_fill(
	struct place *place, const struct mount *mount, const char *controller)
{
	size_t length = strlen(mount->root);
	char group[256];

	place->version = strcmp(mount->type, "cgroup2") ? 1 : 2;
	own_group(place->version == 2 ? "" : controller, group, sizeof(group));
	/* A container sees a part of the tree: what is above is not there. */
	if (length > 1 && !strncmp(group, mount->root, length))
		memmove(group, group + length, strlen(group + length) + 1);
	else if (length > 1)
		*group = '\0';
	snprintf(place->mount, sizeof(place->mount), "%s", mount->point);
	snprintf(place->group, sizeof(place->group), "%s%s", mount->point,
		strcmp(group, "/") ? group : "");
}

struct place cgroups_place(const char *controller)
{
	char *text = read_all_at(AT_FDCWD, "/proc/self/mountinfo"),
	     *rest = text;
	struct place place = { 0 };
	struct mount mount;

	for (char *line; (line = strsep(&rest, "\n"));)
		if (mount_parse(line, &mount) && controls(&mount, controller)) {
			place_fill(&place, &mount, controller);
			break;
		}
	free(text);
	return place;
}

const char *cgroups_layout(void)
{
	static const char *const controllers[] = { "memory", "cpu", "pids",
		"cpuset", "blkio", "devices", "freezer" };
	bool v2 = cgroups_place("").version == 2, v1 = false;

	for (size_t i = 0; i < sizeof(controllers) / sizeof(*controllers); i++)
		v1 |= cgroups_place(controllers[i]).version == 1;
	return v1 && v2 ? "hybrid" : v1 ? "v1" : v2 ? "v2" : "none";
}

int cgroups_writable(const struct place *place)
{
	if (place->version == 0) {
		errno = ENOENT;
		return -1;
	}
	if (faccessat(AT_FDCWD, place->group, W_OK, AT_EACCESS) == 0)
		return 0;
	return faccessat(AT_FDCWD, place->mount, W_OK, AT_EACCESS);
}

int cgroups_handed(const struct place *place, const char *controller)
{
	char path[512], file[600], list[512];

	if (place->version != 2)
		return 0;
	snprintf(path, sizeof(path), "%s", place->group);
	do {
		snprintf(file, sizeof(file), "%s/cgroup.subtree_control", path);
		if (read_at(AT_FDCWD, file, list, sizeof(list)) >= 0 &&
			has_word(list, controller))
			return 0;
		*strrchr(path, '/') = '\0';
	} while (strlen(path) > strlen(place->mount));
	errno = EBUSY;
	return -1;
}
