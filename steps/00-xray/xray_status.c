/* xray_status.c - who is it: what stands in /proc/PID/status. */
/* SPDX-License-Identifier: MIT */
#include "xray.h"

#include <errno.h>
#include <grp.h>
#include <json-c/json.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

enum { LONGEST_SHOWN = 180 };

const char *status_line(const char *status, const char *key)
{
	static char value[1024];
	size_t length = strlen(key);

	*value = '\0';
	for (const char *line = status; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, length) || line[length] != ':')
			continue;
		line += length + 1 + strspn(line + length + 1, " \t");
		snprintf(value, sizeof(value), "%.*s", (int)strcspn(line, "\n"),
			line);
		break;
	}
	for (char *c = value; *c; c++)
		if (*c == '\t')
			*c = ' ';
	return value;
}

char *command_read(int dir, const char *name)
{
	char text[4096] = "";
	ssize_t length = read_at(dir, "cmdline", text, sizeof(text));

	if (length < 0 && errno == E2BIG)
		length = sizeof(text) - 1; /* enough to know it by */
	while (length > 0 && !text[length - 1])
		length--;
	/* Kernel threads and the ended have none. ps(1) shows them like so. */
	if (length <= 0)
		return text_format("[%s]", name);
	for (ssize_t i = 0; i < length; i++)
		if (!text[i])
			text[i] = ' ';
	text[length] = '\0';
	return text_clean(text);
}

/* "1000 (anna)", or all that differ: "1000 real, 0 effective, ..." */
static void row_ids(struct xray *xray, const char *key, const char *line)
{
	static const char *const kinds[] = { "real", "effective", "saved",
		"fs" };
	struct json_object *value = json_object_new_object();
	const char *name = NULL;
	unsigned int id[4] = { 0 };

	sscanf(line, "%u %u %u %u", &id[0], &id[1], &id[2], &id[3]);
	for (int i = 0; i < 4; i++)
		field_number(value, kinds[i], id[i]);
	if (*key == 'u' && getpwuid(id[1]))
		name = getpwuid(id[1])->pw_name;
	if (*key == 'g' && getgrgid(id[1]))
		name = getgrgid(id[1])->gr_name;
	if (id[0] == id[1] && id[1] == id[2] && id[2] == id[3])
		row_add(xray, key, value, "%u%s%s%s", id[0], name ? " (" : "",
			name ? name : "", name ? ")" : "");
	else
		row_add(xray, key, value,
			"%u real, %u effective, %u saved, %u for files", id[0],
			id[1], id[2], id[3]);
}

/* Its number in each pid namespace that sees it. pid_namespaces(7) */
static void row_nspid(struct xray *xray, const char *line)
{
	struct json_object *value = json_object_new_array();
	char *end;
	long pid;
	int levels = 0;

	for (const char *word = line;; word = end, levels++) {
		pid = strtol(word, &end, 10);
		if (end == word)
			break;
		json_object_array_add(value, json_object_new_int64(pid));
	}
	row_add(xray, "nspid", value, "%s%s", line,
		levels > 1 ? "  (from the outside in)" : "");
}

static void row_parent(struct xray *xray, pid_t parent)
{
	char path[32], name[64];

	snprintf(path, sizeof(path), "/proc/%d/comm", parent);
	if (!parent)
		row_add(xray, "parent", json_object_new_int(0),
			"none that is visible from here");
	else if (read_at(-1, path, name, sizeof(name)) < 1)
		row_add(xray, "parent", json_object_new_int(parent), "%d",
			parent);
	else
		row_add(xray, "parent", json_object_new_int(parent),
			"%d (%.*s)", parent, (int)strlen(name) - 1, name);
}

static void row_command(struct xray *xray, const char *command)
{
	size_t length = strlen(command), shown = LONGEST_SHOWN;

	while (shown < length && (command[shown] & 0xc0) == 0x80)
		shown--; /* no half letters */
	row_add(xray, "command", json_object_new_string(command), "%.*s%s",
		(int)shown, command, shown < length ? "..." : "");
}

void xray_status(struct xray *xray, const char *status)
{
	char name[80] = "", *clean, *command;
	ssize_t length = read_at(xray->dir, "comm", name, sizeof(name));

	if (length > 0)
		name[length - 1] = '\0';
	clean = text_clean(name);
	command = command_read(xray->dir, clean);
	xray->section = "process";
	row_add(xray, "pid", json_object_new_int(xray->pid), "%d", xray->pid);
	row_add(xray, "name", json_object_new_string(clean), "%s", clean);
	row_command(xray, command);
	row_parent(xray, atoi(status_line(status, "PPid")));
	row_nspid(xray, status_line(status, "NSpid"));
	row_ids(xray, "user", status_line(status, "Uid"));
	row_ids(xray, "group", status_line(status, "Gid"));
	free(command);
	free(clean);
}
