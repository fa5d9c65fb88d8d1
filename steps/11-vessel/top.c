/* top.c - vessel top: the processes of a container. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "die.h"
#include "number.h"

#include "alive.h"
#include "cgroup_resume.h"
#include "columns.h"
#include "command.h"
#include "process.h"

static const struct column top_heads[] = { { "PID", 0 }, { "INSIDE", 0 },
	{ "USER", 0 }, { "STATE", 0 }, { "TIME", 0 }, { "COMMAND", 80 },
	{ 0 } };

struct top {
	bool json, no_trunc;
	struct columns columns;
	struct json_object *list;
};

/* As ps(1) has it: [DAYS-]HOURS:MINUTES:SECONDS */
static void time_print(char text[static 32], double seconds)
{
	unsigned long whole = (unsigned long)seconds;
	size_t length = 0;

	if (whole >= 86400)
		length = (size_t)snprintf(text, 32, "%lu-", whole / 86400);
	snprintf(text + length, 32 - length, "%02lu:%02lu:%02lu",
		whole / 3600 % 24, whole / 60 % 60, whole % 60);
}

/* Its number in there; root is called so everywhere. */
static void user_print(char text[static 32], const struct process *process)
{
	if (process->user > 0)
		snprintf(text, 32, "%ld", process->user);
	else
		snprintf(text, 32, "%s", process->user ? "?" : "root");
}

static void top_row(struct top *top, const struct process *process)
{
	char pid[32], inside[32], user[32], state[2], time[32];

	snprintf(pid, sizeof(pid), "%d", process->pid);
	snprintf(inside, sizeof(inside), "%d", process->inside);
	snprintf(state, sizeof(state), "%c", process->state);
	user_print(user, process);
	time_print(time, process->seconds);
	columns_add(&top->columns, (const char *[]){ pid, inside, user, state,
					   time, process->command });
}

static void top_json(struct json_object *list, const struct process *process)
{
	struct json_object *row = json_object_new_object();
	char state[2] = { process->state };

	json_set_number(row, "pid", process->pid);
	json_set_number(row, "pid_inside", process->inside);
	json_set_number(row, "uid", process->uid);
	if (process->user >= 0)
		json_set_number(row, "uid_inside", process->user);
	json_set_text(row, "state", state);
	json_object_object_add(
		row, "cpu_seconds", json_object_new_double(process->seconds));
	json_set_text(row, "command", process->command);
	json_object_array_add(list, row);
}

static void top_add(struct top *top, pid_t pid)
{
	static struct process process;

	if (!process_read(&process, pid))
		return;
	if (top->json)
		top_json(top->list, &process);
	else
		top_row(top, &process);
}

/* Where it has no groups: who has the pid namespace of its first process. */
static void top_namespace(struct top *top, pid_t first)
{
	DIR *directory = opendir("/proc");
	struct stat own, other;
	unsigned long pid;
	char path[300];

	snprintf(path, sizeof(path), "/proc/%d/ns/pid", first);
	if (!directory || stat(path, &own) < 0)
		die("open", "cannot look for the container's processes");
	for (struct dirent *entry; (entry = readdir(directory));) {
		snprintf(path, sizeof(path), "/proc/%s/ns/pid", entry->d_name);
		if (number_read(entry->d_name, 1, 1 << 30, &pid) == 0 &&
			stat(path, &other) == 0 && other.st_ino == own.st_ino)
			top_add(top, (pid_t)pid);
	}
	closedir(directory);
}

static int pid_compare(const void *one, const void *other)
{
	const pid_t *first = one, *second = other;

	return (*first > *second) - (*first < *second);
}

static void top_read(struct top *top, const struct container *container)
{
	struct cgroup groups = { 0 };
	size_t count;
	pid_t *pids;

	if (!cgroup_open(&groups, json_text(container->runtime, "groups"))) {
		top_namespace(top, container->pid);
		return;
	}
	pids = cgroup_processes(&groups, &count);
	if (count)
		qsort(pids, count, sizeof(*pids), pid_compare);
	for (size_t i = 0; i < count; i++)
		top_add(top, pids[i]);
	free(pids);
	cgroup_close(&groups);
}

int command_top(int argc, char **argv)
{
	struct top top = { 0 };
	struct container container;
	const struct option_row options[] = {
		{ "no-trunc", 0, NULL, "cut nothing", option_flag,
			&top.no_trunc },
		{ "json", 0, NULL, "a list in JSON", option_flag, &top.json },
		{ 0 },
	};
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options] CONTAINER",
			.about = "Show the processes of a container.",
			.more = "PID is a process's number on the host, INSIDE"
				" in there; so is USER.",
			.options = options,
		},
		argc, argv, 1, 1);

	alive_find(&container, words[0], true);
	container_unlock(&container);
	top.columns =
		(struct columns){ .heads = top_heads, .whole = top.no_trunc };
	top.list = json_object_new_array();
	top_read(&top, &container);
	if (top.json)
		json_print(top.list);
	else
		columns_print(&top.columns);
	stdout_end();
	return 0;
}
