/* take_device.c - what a person says of a device: --device. */
/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "die.h"

#include "blame.h"

#include "cgroup.h"

/* Some of the letters r, w and m, each of them once. */
static bool is_access(const char *text)
{
	return *text && strspn(text, "rwm") == strlen(text) &&
	       strchr(text, 'r') == strrchr(text, 'r') &&
	       strchr(text, 'w') == strrchr(text, 'w') &&
	       strchr(text, 'm') == strrchr(text, 'm');
}

/* "/dev/net/tun": below /dev, which is the guest's own and goes with it. */
static const char *name_check(const char *path, const char *value)
{
	static const char dev[] = "/dev/";
	const char *name = path + strlen(dev);

	if (strncmp(path, dev, strlen(dev)) || !*name ||
		name[strlen(name) - 1] == '/' || strstr(path, "/../") ||
		!strcmp(strrchr(path, '/'), "/.."))
		options_refuse("'--device %s': in the guest, its node has to"
			       " stand below /dev",
			value);
	return name;
}

/* As docker does it: the node's name is as typed, where it leads is its own. */
static void node_find(struct node *node, const char *path, const char *value)
{
	struct stat status;

	node->source = realpath(path, NULL);
	if (!node->source || stat(node->source, &status) < 0)
		die_path("stat", path, "cannot find the device '%s'", path);
	if (S_ISDIR(status.st_mode))
		options_refuse("'--device %s': '%s' is a directory: name the"
			       " devices in it one by one",
			value, path);
	if (!S_ISCHR(status.st_mode) && !S_ISBLK(status.st_mode))
		options_refuse("'--device %s': '%s' is no device", value, path);
	node->mode = status.st_mode;
	node->owner = status.st_uid;
	node->group = status.st_gid;
	node->major = major(status.st_rdev);
	node->minor = minor(status.st_rdev);
}

void cgroup_take_device(const struct option_row *option, const char *value)
{
	struct cgroup *cgroup = option->target;
	struct node node = { .access = "rwm" };
	char *source = strdup(value), *target, *access;

	if (cgroup->node_count == MOST_NODES)
		options_refuse("more than %d devices", MOST_NODES);
	if (!source)
		die("malloc", "cannot keep '%s' in memory", value);
	target = strchr(source, ':');
	if (target)
		*target++ = '\0';
	access = target ? strchr(target, ':') : NULL;
	if (access)
		*access++ = '\0';
	/* Two words: the second is rights, if it can be. */
	if (target && !access && is_access(target)) {
		access = target;
		target = NULL;
	}
	if (access && !is_access(access))
		options_refuse("'--device %s': '%s' is not made of r, w and m",
			value, access);
	if (access)
		node.access = access;
	node_find(&node, source, value);
	/* NOLINTNEXTLINE: the node's words lie in `source` */
	node.name = name_check(target ? target : source, value);
	cgroup->nodes[cgroup->node_count++] = node;
}
