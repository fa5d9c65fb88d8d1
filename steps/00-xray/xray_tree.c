/* xray_tree.c - all processes, as a tree of those that share namespaces. */
/* SPDX-License-Identifier: MIT */
#include "xray.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

enum { KERNEL_THREAD = 0x00200000 }; /* PF_KTHREAD */

/* "1 (name, which may hold anything) S 0 ..." proc_pid_stat(5) */
static bool process_read(int dir, struct process *process)
{
	char stat[1024], *name, *end;
	unsigned int flags;

	if (read_at(dir, "stat", stat, sizeof(stat)) < 0)
		return false;
	name = strchr(stat, '(');
	end = strrchr(stat, ')');
	if (!name || !end ||
		sscanf(end,
			") %*c %d %*d %*d %*d %*d %u %*u %*u %*u %*u %*u"
			" %*u %*d %*d %*d %*d %*d %*d %" SCNu64,
			&process->parent, &flags, &process->start) != 3)
		return false;
	*end = '\0';
	process->kernel = flags & KERNEL_THREAD;
	process->command = command_read(dir, name + 1);
	return true;
}

static size_t group_find(struct forest *forest, const struct namespaces *set)
{
	size_t g = 0;

	while (g < forest->group_count &&
		memcmp(forest->groups[g].namespaces.inode, set->inode,
			sizeof(set->inode)))
		g++;
	if (g < forest->group_count)
		return g;
	forest->groups = array_grow(forest->groups, g, sizeof(struct node));
	forest->groups[forest->group_count++] =
		(struct node){ .namespaces = *set,
			.parent = NOWHERE,
			.first = forest->process_count };
	return g;
}

/* Total, and true of parents and their children: no cycle can come of it. */
static bool elder(const struct process *a, const struct process *b)
{
	return a->start != b->start ? a->start < b->start : a->pid < b->pid;
}

/* Not visible, or it is ending: mnt, net, uts, ipc... go one by one. */
static bool namespaces_going(const struct namespaces *set)
{
	struct namespaces own = *namespaces_own();

	for (int n = 0; n < NAMESPACES; n++)
		if (!set->inode[n] && own.inode[n])
			return true;
	return false;
}

/* A process that vanishes meanwhile has never been there. */
static void process_add(struct forest *forest, int proc, const char *name)
{
	struct process process = { .pid = atoi(name), .group = NOWHERE };
	int dir = openat(proc, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct namespaces set;
	struct node *group;

	if (dir < 0)
		return;
	set = namespaces_read(dir);
	if (process_read(dir, &process)) {
		forest->processes = array_grow(forest->processes,
			forest->process_count, sizeof(struct process));
		if (!namespaces_going(&set))
			process.group = group_find(forest, &set);
		else if (set.error[MNT] == EACCES || set.error[MNT] == EPERM)
			forest->hidden++;
		forest->processes[forest->process_count++] = process;
	}
	close(dir);
	if (process.group == NOWHERE)
		return;
	group = &forest->groups[process.group];
	group->size++; /* NOLINT: a group that was found is in the array */
	if (elder(&process, &forest->processes[group->first]))
		group->first = forest->process_count - 1;
}

static int by_pid(const void *a, const void *b)
{
	return ((const struct process *)a)->pid -
	       ((const struct process *)b)->pid;
}

/* The nearest ancestor's group that is not its own, and elder. */
static size_t group_parent(
	const struct forest *forest, const struct node *group)
{
	const struct process *first = &forest->processes[group->first];
	struct process *process, key = { .pid = first->parent };
	const struct node *other;

	/* Numbers may be reused while we look: no walk is longer than all. */
	for (size_t i = 0; i < forest->process_count; i++) {
		process = bsearch(&key, forest->processes,
			forest->process_count, sizeof(key), by_pid);
		if (!process)
			break;
		key.pid = process->parent;
		if (process->group == NOWHERE)
			continue;
		other = &forest->groups[process->group];
		if (elder(&forest->processes[other->first], first))
			return process->group;
	}
	return NOWHERE;
}

struct forest forest_collect(void)
{
	struct forest forest = { 0 };
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	if (!proc)
		die("open", "cannot list '/proc'");
	/* The kernel lists them sorted by number. */
	while ((entry = readdir(proc)))
		if (isdigit((unsigned char)*entry->d_name))
			process_add(&forest, dirfd(proc), entry->d_name);
	closedir(proc);
	for (size_t g = 0; g < forest.group_count; g++)
		forest.groups[g].parent =
			group_parent(&forest, &forest.groups[g]);
	return forest;
}

void forest_free(struct forest *forest)
{
	for (size_t i = 0; i < forest->process_count; i++)
		free(forest->processes[i].command);
	free(forest->processes);
	free(forest->groups);
}

bool group_differs(const struct forest *forest, size_t group, int n)
{
	const struct node *child = &forest->groups[group];
	const struct namespaces *other =
		child->parent == NOWHERE
			? namespaces_host()
			: &forest->groups[child->parent].namespaces;

	/* 0: this kernel has no such namespaces */
	return child->namespaces.inode[n] &&
	       child->namespaces.inode[n] != other->inode[n];
}
