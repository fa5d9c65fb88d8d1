/* surroundings.c - what is around us: a container, WSL, a chroot? */
/* SPDX-License-Identifier: MIT */
#include "surroundings.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "machine.h"

static char text[256];

/* The first namespaces have fixed inode numbers. <linux/proc_ns.h> */
static bool is_first(const char *name, const char *inode)
{
	char path[64], target[64] = "";

	snprintf(path, sizeof(path), "/proc/self/ns/%s", name);
	return readlink(path, target, sizeof(target) - 1) < 0 ||
	       strstr(target, inode);
}

bool is_user_namespace(void)
{
	return !is_first("user", "4026531837");
}

static bool file_has(const char *path, const char *word)
{
	char line[1024];

	return read_at(AT_FDCWD, path, line, sizeof(line)) > 0 &&
	       strcasestr(line, word);
}

static void add(bool is_so, const char *what)
{
	size_t length = strlen(text);

	if (is_so)
		snprintf(text + length, sizeof(text) - length, "%s%s",
			length ? ", " : "", what);
}

const char *surroundings(void)
{
	*text = '\0';
	add(access("/.dockerenv", F_OK) == 0, "docker (/.dockerenv)");
	add(access("/run/.containerenv", F_OK) == 0,
		"podman (/run/.containerenv)");
	add(access("/run/systemd/container", F_OK) == 0,
		"a container (/run/systemd/container)");
	add(!is_first("pid", "4026531836"), "a pid namespace");
	add(is_user_namespace(), "a user namespace");
	add(machine_chrooted(), "a chroot");
	add(file_has("/proc/version", "microsoft"), "WSL");
	return *text ? text : NULL;
}

const char *surroundings_filter(void)
{
	return machine_filtered() ? "on: some system calls may be refused"
				  : NULL;
}

/* The line of /proc/self/mountinfo on what is mounted on "/", or "". */
static const char *root_line(void)
{
	char *file = read_all_at(AT_FDCWD, "/proc/self/mountinfo"),
	     *rest = file;
	static char found[512];
	char point[8];

	*found = '\0';
	/* The last one covers those before it. */
	for (char *line; (line = strsep(&rest, "\n"));)
		if (sscanf(line, "%*s %*s %*s %*s %7s", point) == 1 &&
			!strcmp(point, "/"))
			snprintf(found, sizeof(found), "%s", line);
	free(file);
	return found;
}

const char *surroundings_root(void)
{
	const char *tail = strstr(root_line(), " - ");

	if (!tail)
		return NULL;
	snprintf(text, sizeof(text), "%.*s", (int)strcspn(tail + 3, " "),
		tail + 3);
	if (!strcmp(text, "rootfs"))
		add(true, "an initramfs: pivot_root(2) refuses it");
	return text;
}

const char *surroundings_propagation(void)
{
	const char *line = root_line();

	if (!*line)
		return NULL;
	return strstr(line, " shared:")   ? "shared, as systemd leaves them"
	       : strstr(line, " master:") ? "slave"
					  : "private";
}

bool machine_chrooted(void)
{
	return !*root_line();
}

bool machine_filtered(void)
{
	char status[8192];
	const char *line = NULL;

	if (read_at(AT_FDCWD, "/proc/self/status", status, sizeof(status)) > 0)
		line = strstr(status, "\nSeccomp:\t");
	return line && atoi(line + strlen("\nSeccomp:\t")) == 2;
}
