/* xray_cgroup.c - its node in each cgroup hierarchy, and what that limits. */
/* SPDX-License-Identifier: MIT */
#include "xray.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

/* The files of v2 and, where they have other names, of v1. cgroups(7) */
static const char *const files[] = {
	"memory.current",
	"memory.max",
	"memory.high",
	"memory.swap.max",
	"memory.usage_in_bytes",
	"memory.limit_in_bytes",
	"memory.memsw.limit_in_bytes",
	"pids.current",
	"pids.max",
	"cpu.weight",
	"cpu.max",
	"cpu.shares",
	"cpu.cfs_quota_us",
	"cpu.cfs_period_us",
	"cpuset.cpus.effective",
	"cpuset.mems.effective",
	"cpuset.effective_cpus",
	"cpuset.effective_mems",
	"io.weight",
	"blkio.weight",
	"cgroup.freeze",
	"freezer.state",
};

/* v1 writes "no limit" as the most pages that a counter can hold. */
static const long long most_bytes = 0x7fffffff00000000;

static void row_file(struct xray *xray, const char *file, const char *text)
{
	char *end, *size;
	long long number = strtoll(text, &end, 10);
	bool memory = !strncmp(file, "memory.", 7);
	bool numeric = end > text && !*end;
	bool limit = strstr(file, "max") || strstr(file, "limit") ||
		     strstr(file, "quota") || strstr(file, "high");
	struct json_object *value = numeric ? json_object_new_int64(number)
					    : json_object_new_string(text);

	if (limit && (!strncmp(text, "max", 3) || number < 0 ||
			     (memory && number >= most_bytes))) {
		row_add(xray, file, value, "no limit");
	} else if (memory && numeric) {
		size = text_size((uint64_t)number);
		row_add(xray, file, value, "%s", size);
		free(size);
	} else {
		row_add(xray, file, value, "%s", text);
	}
	xray->rows[xray->count - 1].moving =
		strstr(file, "current") || strstr(file, "usage");
}

/* The files that this node has: few controllers are at work in most. */
static void node_read(struct xray *xray, const char *directory)
{
	int fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	char text[4096];

	if (fd < 0)
		return;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		if (read_at(fd, files[i], text, sizeof(text)) < 0)
			continue;
		text[strcspn(text, "\n")] = '\0';
		row_file(xray, files[i], text);
	}
	close(fd);
}

/* Is the word among those of the list, which are separated by commas? */
static bool list_has(const char *list, const char *word, size_t length)
{
	for (const char *c = list; c; c = strchr(c, ',')) {
		c += *c == ',';
		if (!strncmp(c, word, length) &&
			(!c[length] || c[length] == ','))
			return true;
	}
	return false;
}

/*
 * Where we see the node `path` of the hierarchy that has these controllers
 * (v2: ""), or NULL. In a container a mount may show a part of the tree only.
 */
static char *node_directory(
	char *mountinfo, const char *controllers, const char *path)
{
	const char *type = *controllers ? "cgroup" : "cgroup2";
	size_t first = strcspn(controllers, ","), root;
	struct mount mount;

	while (mount_next(&mountinfo, &mount)) {
		root = strcmp(mount.root, "/") ? strlen(mount.root) : 0;
		if (strcmp(mount.type, type) || strstr(path, "/..") ||
			strncmp(path, mount.root, root) ||
			(root && path[root] && path[root] != '/') ||
			(*controllers &&
				!list_has(mount.super, controllers, first)))
			continue;
		return text_format("%s%s", mount.point, path + root);
	}
	return NULL;
}

/* "4:memory:/path" of v1, "0::/path" of v2 */
static void row_node(struct xray *xray, char *line)
{
	const char *controllers;
	char *key, *path;

	strsep(&line, ":");
	controllers = strsep(&line, ":");
	if (!line)
		return;
	path = text_clean(line);
	key = text_format(*controllers ? "v1:%s" : "v2%s", controllers);
	row_add(xray, key, json_object_new_string(path), "%s", path);
	free(key);
	free(path);
}

static void row_files(struct xray *xray, const struct row *node)
{
	const char *controllers = node->key + strcspn(node->key, ":");
	char *mountinfo = read_all_at(-1, "/proc/self/mountinfo");
	char *directory = node_directory(
		mountinfo, controllers + (*controllers == ':'), node->text);

	if (directory)
		node_read(xray, directory);
	free(directory);
	free(mountinfo);
}

void xray_cgroups(struct xray *xray)
{
	char *text = read_all_at(xray->dir, "cgroup"), *rest = text, *line;
	size_t first = xray->count, last;

	xray->section = "cgroups";
	if (!text) {
		row_hidden(xray, "cgroups", errno);
		return;
	}
	while ((line = strsep(&rest, "\n")))
		row_node(xray, line);
	free(text);
	xray->section = "metering";
	last = xray->count;
	for (size_t i = first; i < last; i++)
		row_files(xray, &(struct row){ .key = xray->rows[i].key,
					.text = xray->rows[i].text });
	if (xray->count == last)
		row_add(xray, "files", NULL, "none to be seen in these nodes");
}
