/* tree.c - where each controller sits on this machine. */
/* SPDX-License-Identifier: MIT */
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cause.h"
#include "die.h"
#include "file.h"

/* In version 2, some of what were controllers is part of every group. */
static const struct {
	const char *v1, *v2; /* v2 NULL: needs no controller there */
} names[CONTROLLERS] = {
	[MEMORY] = { "memory", "memory" },
	[CPU] = { "cpu", "cpu" },
	[CPUACCT] = { "cpuacct", NULL }, /* cpu.stat */
	[CPUSET] = { "cpuset", "cpuset" },
	[PIDS] = { "pids", "pids" },
	[IO] = { "blkio", "io" },
	[DEVICES] = { "devices", NULL }, /* a program decides: bpf(2) */
	[FREEZER] = { "freezer", NULL }, /* cgroup.freeze */
	[NET_CLS] = { "net_cls", NULL }, /* nft: socket cgroupv2 */
};

const char *controller_name(enum controller controller, int version)
{
	return version == 2 ? names[controller].v2 : names[controller].v1;
}

bool list_has(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (; *list; list += strcspn(list, ", \n"), list += !!*list)
		if (strcspn(list, ", \n") == length &&
			!strncmp(list, word, length))
			return true;
	return false;
}

void cgroup_die(const char *call, const char *format, ...)
{
	struct death death = { EXIT_LAUNCHER, errno, NULL,
		cause_of(call, errno) };
	va_list arguments;
	char *text;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		_exit(EXIT_LAUNCHER);
	va_end(arguments);
	die_of(&death, "%s", text);
}

/* (Not by asprintf(3): gcc 12 then takes the text for a part of our stack.) */
char *text_join(const char *first, const char *second, const char *third)
{
	char *text = malloc(strlen(first) + strlen(second) + strlen(third) + 1);

	if (!text)
		die("malloc", "cannot keep '%s' in memory", first);
	stpcpy(stpcpy(stpcpy(text, first), second), third);
	return text;
}

/* "4:memory:/user.slice" in /proc/self/cgroup; "0::/" is version 2. */
static void tree_add(struct cgroup *cgroup, char *line)
{
	struct tree *tree = &cgroup->trees[cgroup->tree_count];
	char *controllers, *own = line;

	strsep(&own, ":");
	controllers = strsep(&own, ":");
	if (!own || cgroup->tree_count == MOST_TREES)
		return;
	*tree = (struct tree){ .version = *controllers ? 1 : 2,
		.group = -1,
		.inner = -1,
		.lock = -1 };
	tree->controllers = text_join(controllers, "", "");
	tree->own = text_join(strcmp(own, "/") ? own : "", "", "");
	cgroup->tree_count++;
}

/*
 * A mount may show a part of the tree only, from its `root` on: our own group
 * is counted from there. Above that root we see nothing, and have no place.
 */
static bool own_below(struct tree *tree, const char *root)
{
	size_t length = strcmp(root, "/") ? strlen(root) : 0;

	if (strncmp(tree->own, root, length) ||
		(tree->own[length] && tree->own[length] != '/') ||
		!strncmp(tree->own, "/..", 3))
		return false;
	memmove(tree->own, tree->own + length, strlen(tree->own + length) + 1);
	return true;
}

/* A line of /proc/self/mountinfo. The first mount of a tree is taken. */
static void mount_note(struct cgroup *cgroup, char *line)
{
	char *tail = strstr(line, " - "), *root, *point, *type;
	int version;

	if (!tail)
		return;
	*tail = '\0';
	tail += strlen(" - ");
	for (int field = 0; field < 3; field++)
		strsep(&line, " ");
	root = strsep(&line, " ");
	point = strsep(&line, " ");
	type = strsep(&tail, " ");
	version = !strcmp(type, "cgroup2") ? 2 : !strcmp(type, "cgroup");
	strsep(&tail, " ");
	for (size_t i = 0; version && point && i < cgroup->tree_count; i++) {
		struct tree *tree = &cgroup->trees[i];
		char word[64];

		snprintf(word, sizeof(word), "%.*s",
			(int)strcspn(tree->controllers, ","),
			tree->controllers);
		if (tree->mount || tree->version != version ||
			(version == 1 && !list_has(tail, word)) ||
			!own_below(tree, root))
			continue;
		tree->mount = text_join(point, "", "");
		tree->protects = list_has(tail, "nsdelegate");
	}
}

/* Call `note` with each line of a file in /proc. */
static void lines_each(struct cgroup *cgroup, const char *path,
	void (*note)(struct cgroup *cgroup, char *line))
{
	char *text = read_all_at(AT_FDCWD, path), *rest = text, *line;

	if (!text)
		die("open", "cannot read '%s'", path);
	while ((line = strsep(&rest, "\n")))
		if (*line)
			note(cgroup, line);
	free(text);
}

/* Those that are mounted nowhere are of no use to us. */
static void trees_drop_unmounted(struct cgroup *cgroup)
{
	size_t kept = 0;

	for (size_t i = 0; i < cgroup->tree_count; i++)
		if (cgroup->trees[i].mount)
			cgroup->trees[kept++] = cgroup->trees[i];
	cgroup->tree_count = kept;
}

void trees_find(struct cgroup *cgroup, const char *path)
{
	lines_each(cgroup, path, tree_add);
	lines_each(cgroup, "/proc/self/mountinfo", mount_note);
	trees_drop_unmounted(cgroup);
}

struct tree *tree_of(struct cgroup *cgroup, enum controller controller)
{
	struct tree *unified = NULL;

	for (size_t i = 0; i < cgroup->tree_count; i++) {
		struct tree *tree = &cgroup->trees[i];

		if (tree->version == 2)
			unified = tree;
		else if (list_has(tree->controllers, names[controller].v1))
			return tree;
	}
	return unified;
}
