/* view.c - what a guest sees in its /sys/fs/cgroup. */
/* SPDX-License-Identifier: MIT */
#include <linux/mount.h>
#include <string.h>

#include "cgroup.h"
#include "tree.h"

#define HERE "/sys/fs/cgroup"

/*
 * Who may write here could raise its own limits, or name a program that the
 * host's root runs (release_agent: CVE-2022-0492, CVE-2023-25809).
 */
static const unsigned int attributes = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID |
				       MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;

/* "memory" of "/sys/fs/cgroup/memory". */
static const char *last_name(const struct tree *tree)
{
	const char *slash = strrchr(tree->mount, '/');

	return slash ? slash + 1 : tree->mount;
}

/*
 * One hierarchy of version 2, and nothing else: it stands for itself. Where
 * there are more, they stand in a directory, each called as on the host.
 */
const struct view *cgroup_views(const struct cgroup *cgroup)
{
	static struct view views[MOST_TREES + 2];
	static const char *directories[MOST_TREES + 1];
	struct view *view = views + 1;
	size_t count = 0;

	for (size_t i = 0; i < cgroup->tree_count; i++) {
		const struct tree *tree = &cgroup->trees[i];

		if (tree->group < 0)
			continue; /* it would show the host's, or nothing */
		*view++ = (struct view){
			text_join(HERE, "/", last_name(tree)),
			tree->version == 2 ? "cgroup2" : "cgroup",
			*tree->controllers == 'n' &&
					!strncmp(tree->controllers, "name=", 5)
				? text_join("none,", tree->controllers, "")
				: tree->controllers,
			tree_is_divided(cgroup, tree)
				? attributes & ~(unsigned int)MOUNT_ATTR_RDONLY
				: attributes,
			NULL,
		};
		directories[count++] = last_name(tree);
	}
	if (count == 1 && !strcmp(views[1].type, "cgroup2")) {
		views[1].target = HERE;
		return views + 1;
	}
	views[0] = (struct view){ HERE, "tmpfs", "mode=755,size=64k",
		attributes, directories };
	return count ? views : views + 1;
}
