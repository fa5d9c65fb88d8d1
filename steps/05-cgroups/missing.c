/* missing.c - a controller that is not there: which, where, and what to do. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "file.h"

#include "tree.h"

/* Is `word` in the file `name` of the group with that path? */
static bool group_lists(const char *path, const char *name, const char *word)
{
	char file[PATH_MAX], text[512];

	snprintf(file, sizeof(file), "%s/%s", path, name);
	return read_at(AT_FDCWD, file, text, sizeof(text)) >= 0 &&
	       list_has(text, word);
}

/* Its line in /proc/cgroups: "memory 4 39 1", the last 0 if switched off. */
static const char *kernel_cure(const char *name, char cure[static 256])
{
	char *text = read_all_at(AT_FDCWD, "/proc/cgroups"), *rest = text;
	char word[64];
	int tree, enabled;

	snprintf(cure, 256,
		"this kernel was built without it: 'make doctor' shows what"
		" there is");
	for (char *line; (line = strsep(&rest, "\n"));) {
		if (sscanf(line, "%63s %d %*d %d", word, &tree, &enabled) !=
				3 ||
			strcmp(word, name))
			continue;
		snprintf(cure, 256,
			!enabled ? "it was switched off when the kernel was"
				   " booted: cgroup_enable=%s puts it back"
				 : "it is mounted nowhere here; as root: mount"
				   " -t cgroup -o %s none SOME-DIRECTORY",
			name);
	}
	free(text);
	return cure;
}

/*
 * The first group on the way down to `path` that does not hand the controller
 * on; `path` itself if all above it do.
 */
static char *gap_find(const struct tree *tree, char *path, const char *name)
{
	size_t at = strlen(tree->mount);
	char end;

	for (; path[at]; at += 1 + strcspn(path + at + 1, "/")) {
		end = path[at];
		path[at] = '\0';
		if (!group_lists(path, "cgroup.subtree_control", name))
			return path;
		path[at] = end;
	}
	return path;
}

static _Noreturn void gap_die(const struct cgroup *cgroup,
	const struct tree *tree, const char *name, const char *option)
{
	bool given = cgroup->parent;
	char *own =
		given ? tree->parent : text_join(tree->mount, tree->own, "");
	char *gap = gap_find(tree, text_join(own, "", ""), name), *cure;
	bool inner = !given && *tree->own && !strcmp(gap, own);

	/* The root may have processes and hand controllers on, no other. */
	if (inner)
		cure = text_join(
			"we are in it, and a group with processes hands none"
			" on; type: systemd-run --scope -p Delegate=yes"
			" COMMAND, or make one with 'echo +",
			name,
			" >cgroup.subtree_control' and move your shell into a"
			" group in it");
	else if (asprintf(&cure,
			 "as root: echo +%s >%s/cgroup.subtree_control, or ask"
			 " systemd for a group that has it: systemd-run --scope"
			 " -p Delegate=yes COMMAND",
			 name, gap) < 0)
		cure = NULL;
	die_of(&(struct death){ .code = EXIT_LAUNCHER, .cure = cure },
		"%s needs the controller '%s', which '%s' does not hand on to"
		" the groups in it",
		option, name, gap);
}

void controller_die(
	struct cgroup *cgroup, enum controller controller, const char *option)
{
	const struct tree *tree = tree_of(cgroup, controller);
	const char *name =
		controller_name(controller, tree ? tree->version : 1);
	char cure[256];

	if (!name) /* part of every group of version 2 */
		name = "cgroup";
	if (tree && tree->group < 0) {
		errno = tree->error;
		cgroup_die("mkdir cgroup",
			"%s needs a group: cannot make one in '%s'", option,
			tree->parent);
	}
	if (tree && group_lists(tree->mount, "cgroup.controllers", name))
		gap_die(cgroup, tree, name, option);
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = kernel_cure(
			       controller_name(controller, 1), cure) },
		"%s needs the controller '%s', which is in no hierarchy here",
		option, name);
}
