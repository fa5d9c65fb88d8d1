/* mount_at.c - mounts made on descriptors, which nobody can exchange. */
/* SPDX-License-Identifier: MIT */
#include "mount_at.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "die.h"
#include "fs.h"

static int set_attributes(int tree, unsigned int attributes, int recursive)
{
	struct mount_attr change = { .attr_set = attributes };

	return (int)syscall(SYS_mount_setattr, tree, "",
		AT_EMPTY_PATH | recursive, &change, sizeof(change));
}

/* One option of "mode=755,size=64k". The kernel says what it did not like. */
static void option_set(int fs, const char *type, char *option)
{
	char words[256] = "", *value = strchr(option, '=');
	int error;

	if (value)
		*value++ = '\0';
	if (!*option || fs_set(fs, option, value) == 0)
		return;
	error = errno;
	if (read(fs, words, sizeof(words) - 1) > 2)
		die_of(&(struct death){ EXIT_LAUNCHER, 0, NULL, NULL },
			"cannot mount %s: the kernel says %.*s", type,
			(int)strcspn(words + 2, "\n"), words + 2);
	errno = error;
	die("fsconfig", "%s has no option '%s'", type, option);
}

static void options_set(int fs, const char *type, const char *options)
{
	char *text = strdup(options ? options : ""), *rest = text, *option;

	if (!text)
		die("malloc", "cannot keep '%s' in memory", options);
	while ((option = strsep(&rest, ",")))
		option_set(fs, type, option);
	free(text);
}

int mount_new_at(const char *type, const char *options, int target,
	unsigned int attributes)
{
	int fs = fs_open(type), tree;

	if (fs < 0 && errno == ENOSYS)
		return mount_new_old(type, options, target, attributes);
	if (fs < 0)
		return -1;
	fs_set(fs, "source", type); /* the first word in /proc/mounts */
	options_set(fs, type, options);
	tree = fs_mount(fs, attributes);
	close(fs);
	return tree < 0 ? -1 : fs_attach(tree, target);
}

int mount_bind_at(int source, int target, unsigned int attributes)
{
	int tree = (int)syscall(SYS_open_tree, source, "",
		AT_EMPTY_PATH | AT_RECURSIVE | OPEN_TREE_CLONE |
			OPEN_TREE_CLOEXEC);

	if (tree < 0 && errno == ENOSYS)
		return mount_bind_old(source, target, attributes);
	if (tree < 0)
		return -1;
	if (attributes && set_attributes(tree, attributes, AT_RECURSIVE) < 0) {
		close(tree);
		return errno == ENOSYS
			       ? mount_bind_old(source, target, attributes)
			       : -1;
	}
	return fs_attach(tree, target);
}

int mount_loose_at(int tree, int target, unsigned int attributes)
{
	/* A loose mount is in no namespace of ours, so it has to hang first. */
	if (fs_attach(tree, target) < 0 ||
		(attributes &&
			set_attributes(tree, attributes, AT_RECURSIVE) < 0))
		return -1;
	return tree;
}

int mount_protect(int mounted)
{
	if (set_attributes(mounted, MOUNT_ATTR_RDONLY, 0) == 0)
		return 0;
	return errno == ENOSYS ? mount_protect_old(mounted) : -1;
}
