/* nest.c - the guest sits one group below its limits. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

#include "group.h"
#include "tree.h"

/*
 * The group that a process is in is the root of what it sees, once it has a
 * cgroup namespace, and whoever is root there mounts that and writes to it, as
 * far as the files are the user's: the host's root, or the user that started
 * us. From the group above there is nothing to be seen. In version 2 the kernel
 * can see to that as well: "nsdelegate", cgroup_namespaces(7).
 *
 * But blkio and net_cls of version 1 know each group by itself: what is said to
 * the one above holds for nobody in this one.
 */
static bool is_to_nest(const struct tree *tree)
{
	static const char *const limiting[] = { "memory", "cpu", "cpuset",
		"pids", "devices", "freezer" };
	bool limits = tree->version == 2;

	for (size_t i = 0; i < sizeof(limiting) / sizeof(*limiting); i++)
		limits = limits || list_has(tree->controllers, limiting[i]);
	return limits && tree->group >= 0 && !tree->protects &&
	       !list_has(tree->controllers, "blkio") &&
	       !list_has(tree->controllers, "net_cls");
}

/*
 * Programs look how much there is for them, and they look in their own group.
 * (Of version 2, it has no such file: there is no controller in it.)
 */
void group_show(const struct tree *tree, const struct limits *limits)
{
	static const struct {
		const char *controller, *file;
	} shown[] = {
		{ "cpu", "cpu.shares" },
		{ "cpu", "cpu.cfs_period_us" },
		{ "cpu", "cpu.cfs_quota_us" },
		{ "pids", "pids.max" },
		{ "memory", "memory.limit_in_bytes" },
		{ "memory", "memory.memsw.limit_in_bytes" },
	};
	/* One that is raised is not also to be raised here. */
	size_t count = limits->on_oom == OOM_KILL ? 6 : 4;
	char text[64];

	if (tree->inner == tree->group)
		return;
	for (size_t i = 0; i < count; i++)
		if (list_has(tree->controllers, shown[i].controller) &&
			read_at(tree->group, shown[i].file, text,
				sizeof(text)) > 0)
			write_at(tree->inner, shown[i].file, "%s", text);
}

void group_nest(struct tree *tree, const struct limits *limits)
{
	if (!is_to_nest(tree))
		return;
	/* Before Linux 5.11, what is below may not count. */
	if (list_has(tree->controllers, "memory"))
		write_at(tree->group, "memory.use_hierarchy", "1");
	if (mkdirat(tree->group, INNER_GROUP, 0755) == 0)
		tree->inner = openat(tree->group, INNER_GROUP,
			O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (tree->inner < 0 || tree->inner == tree->group)
		cgroup_die("mkdir cgroup", "cannot make a group in '%s/%s'",
			tree->parent, tree->name);
	if (list_has(tree->controllers, "cpuset"))
		cpuset_fill(tree->group, tree->inner);
	group_show(tree, limits);
}
