/* resume.c - the groups of a guest, found again by another program. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "fd.h"
#include "nft.h"
#include "undo.h"

#include "cgroup_resume.h"
#include "group.h"
#include "stats.h"
#include "tree.h"

#define STATS_LINE "stats:%d:%d"

/*
 * A name may be another's by the time that somebody looks, as it has but the
 * number of a process in it. The number of a directory in there is not given
 * twice while the machine is up.
 */
static unsigned long long number_of_group(int group)
{
	struct stat status = { 0 };

	fstat(group, &status);
	return status.st_ino;
}

/* "1:cpu,cpuacct:8271:/sys/fs/cgroup/cpu/vessel-77/guest" */
static void tree_record(FILE *file, const struct tree *tree)
{
	fprintf(file, "%d:%s:%llu:%s/%s%s\n", tree->version, tree->controllers,
		number_of_group(tree->group), tree->parent, tree->name,
		tree->inner != tree->group ? "/" INNER_GROUP : "");
}

char *cgroup_keep(const struct cgroup *cgroup)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		die("malloc", "cannot keep the names of groups in memory");
	if (cgroup->stats != STATS_NONE && cgroup->stats_file) {
		fd_keep(cgroup->fullest_fd);
		fd_keep(cgroup->stats_fd);
		fprintf(file, STATS_LINE "\n", cgroup->fullest_fd,
			cgroup->stats_fd);
	}
	for (size_t i = 0; i < cgroup->tree_count; i++) {
		const struct tree *tree = &cgroup->trees[i];

		if (tree->group < 0)
			continue;
		fd_keep(tree->lock);
		tree_record(file, tree);
	}
	if (cgroup->traffic)
		nft_keep();
	if (fclose(file) != 0)
		die("malloc", "cannot keep the names of groups in memory");
	return text;
}

/* Cut the last name off `path`, and return it. */
static char *name_cut(char *path)
{
	char *slash = strrchr(path, '/');

	*slash = '\0';
	return slash + 1;
}

/* The group of that path, if it is still the one with that number. */
static bool tree_open(struct tree *tree, char *path, unsigned long long number)
{
	char *name = name_cut(path), *inner = NULL;

	if (!strcmp(name, INNER_GROUP) && strchr(path, '/')) {
		inner = name;
		name = name_cut(path);
	}
	tree->parent = text_join(path, "", "");
	tree->name = text_join(name, "", "");
	name[-1] = '/';
	tree->group = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	tree->inner = tree->group;
	if (tree->group < 0 || number_of_group(tree->group) != number)
		return false;
	if (inner)
		tree->inner = openat(
			tree->group, inner, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return true;
}

static void tree_close(struct tree *tree)
{
	if (tree->inner >= 0 && tree->inner != tree->group)
		close(tree->inner);
	if (tree->group >= 0)
		close(tree->group);
	free(tree->controllers);
	free(tree->mount);
	free(tree->parent);
	free(tree->name);
}

static bool line_read(struct tree *tree, char *line)
{
	char *version = strsep(&line, ":"), *controllers = strsep(&line, ":");
	char *number = strsep(&line, ":");

	if (!line || !strchr(line, '/'))
		return false;
	*tree = (struct tree){ .version = *version == '2' ? 2 : 1,
		.controllers = text_join(controllers, "", ""),
		.mount = text_join("", "", ""), /* of no use here */
		.group = -1,
		.inner = -1,
		.lock = -1 };
	if (tree_open(tree, line, strtoull(number, NULL, 10)))
		return true;
	tree_close(tree);
	return false;
}

bool cgroup_open(struct cgroup *cgroup, const char *record)
{
	char *text = text_join(record ? record : "", "", ""), *rest = text,
	     *line;

	cgroup->tree_count = 0;
	while ((line = strsep(&rest, "\n")))
		if (cgroup->tree_count < MOST_TREES &&
			line_read(&cgroup->trees[cgroup->tree_count], line))
			cgroup->tree_count++;
	free(text);
	places_find(cgroup);
	return cgroup->tree_count > 0;
}

void cgroup_close(struct cgroup *cgroup)
{
	while (cgroup->tree_count > 0)
		tree_close(&cgroup->trees[--cgroup->tree_count]);
}

/* What nobody can say any more is not said. */
void cgroup_resume(struct cgroup *cgroup, const char *record)
{
	int fullest, fd;

	if (!record || sscanf(record, STATS_LINE, &fullest, &fd) != 2 ||
		!stats_resume(cgroup, fullest, fd))
		cgroup->stats = STATS_NONE;
	cgroup_open(cgroup, record);
	undo_later(cgroup_undo, cgroup);
}
