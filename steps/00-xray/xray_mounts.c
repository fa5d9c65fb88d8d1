/* xray_mounts.c - where is its root, and what is mounted there? */
/* SPDX-License-Identifier: MIT */
#include "xray.h"

#include <errno.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

/* Blanks in a path stand there in octal: "\040" */
static void octal_undo(char *path)
{
	char digits[4], *to = path;

	for (; *path; path++, to++) {
		*to = *path;
		if (*path != '\\' || strspn(path + 1, "01234567") < 3)
			continue;
		memcpy(digits, path + 1, 3);
		digits[3] = '\0';
		*to = (char)strtol(digits, NULL, 8);
		path += 3;
	}
	*to = '\0';
}

bool mount_next(char **text, struct mount *mount)
{
	char *line = strsep(text, "\n"), *word, *fields[6];

	/* "36 35 98:0 /root /point rw,nosuid shared:1 - ext4 /dev/sda rw" */
	for (int i = 0; i < 6; i++)
		fields[i] = strsep(&line, " ");
	*mount = (struct mount){
		.root = fields[3], .point = fields[4], .options = fields[5]
	};
	while ((word = strsep(&line, " ")) && strcmp(word, "-")) {
		mount->shared |= !strncmp(word, "shared:", 7);
		mount->slave |= !strncmp(word, "master:", 7);
		mount->unbindable |= !strcmp(word, "unbindable");
	}
	mount->type = strsep(&line, " ");
	mount->source = strsep(&line, " ");
	mount->super = line;
	if (!mount->super)
		return false;
	octal_undo(mount->root);
	octal_undo(mount->point);
	return true;
}

static bool read_only(const struct mount *mount)
{
	return !strncmp(mount->options, "ro", 2) ||
	       !strncmp(mount->super, "ro", 2);
}

/* What goes on between this mount and its copies. mount_namespaces(7) */
static const char *propagation(const struct mount *mount)
{
	return mount->unbindable               ? "unbindable"
	       : mount->shared && mount->slave ? "shared and slave"
	       : mount->shared                 ? "shared"
	       : mount->slave                  ? "slave"
					       : "private";
}

static void row_mount(
	struct xray *xray, const char *point, const struct mount *mount)
{
	struct json_object *value;

	if (!mount->point) {
		row_add(xray, point, json_object_new_boolean(false), "%s",
			point[1] ? "nothing is mounted there"
				 : "no mount of its own: a plain directory");
		return;
	}
	value = json_object_new_object();
	field_text(value, "type", mount->type);
	field_bool(value, "read_only", read_only(mount));
	field_text(value, "propagation", propagation(mount));
	row_add(xray, point, value, "%s, %s, %s", mount->type,
		read_only(mount) ? "read-only" : "read and write",
		propagation(mount));
}

static void row_root(struct xray *xray)
{
	char root[PATH_MAX], *clean;
	ssize_t length = readlinkat(xray->dir, "root", root, sizeof(root) - 1);

	if (length < 0) {
		row_hidden(xray, "root", errno);
		return;
	}
	root[length] = '\0';
	clean = text_clean(root);
	row_add(xray, "root", json_object_new_string(clean), "%s", clean);
	free(clean);
}

void xray_mounts(struct xray *xray)
{
	static const char *const points[] = { "/", "/proc", "/sys", "/dev" };
	enum { POINTS = sizeof(points) / sizeof(*points) };
	struct mount mount, found[POINTS] = { 0 };
	char *mountinfo, *rest;
	int count = 0;

	xray->section = "mounts";
	row_root(xray);
	rest = mountinfo = read_all_at(xray->dir, "mountinfo");
	if (!mountinfo) {
		row_hidden(xray, "mounts", errno);
		return;
	}
	/* Later lines lie upon earlier ones. */
	for (; mount_next(&rest, &mount); count++)
		for (int i = 0; i < POINTS; i++)
			if (!strcmp(mount.point, points[i]))
				found[i] = mount;
	row_add(xray, "mounts", json_object_new_int(count), "%d", count);
	for (int i = 0; i < POINTS; i++)
		row_mount(xray, points[i], &found[i]);
	free(mountinfo);
}
