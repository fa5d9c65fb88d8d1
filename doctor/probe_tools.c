/* probe_tools.c - programs and files that are there, or could be. */
/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "interpreter.h"

/* The path of `name`, or NULL. An ordinary user's PATH may lack /usr/sbin. */
static const char *path_of(const char *name)
{
	static char path[PATH_MAX];
	const char *value = getenv("PATH");
	char *all, *rest, *directory;

	if (asprintf(&all, "%s:/usr/sbin:/sbin", value ? value : "/bin") < 0)
		return NULL;
	for (rest = all; (directory = strsep(&rest, ":"));) {
		snprintf(path, sizeof(path), "%s/%s", directory, name);
		if (access(path, X_OK) == 0)
			break;
	}
	free(all);
	return directory ? path : NULL;
}

/* The first there is of the names in `text`. */
static int try_program(const struct probe *probe)
{
	char names[128], *rest = names, *name;

	snprintf(names, sizeof(names), "%s", probe->text);
	while ((name = strsep(&rest, " ")))
		if (path_of(name))
			return probe_value("%s", name);
	errno = ENOENT;
	return probe_failed("look for it in PATH");
}

/* Who is not root has a network by a program, which needs a device. */
static int try_user_network(const struct probe *probe)
{
	return try_tun(probe) < 0 ? -1 : try_program(probe);
}

/* The one that was made, or what it would be made of. */
static int try_rootfs(const struct probe *probe)
{
	const char *program;

	(void)probe;
	if (access(file_near_program("../rootfs/bin/busybox"), X_OK) == 0)
		return probe_value("build/rootfs");
	/* Where we were installed, people have roots of their own. */
	if (access(file_near_program("../../bin/vessel"), X_OK) == 0)
		return probe_value("any image");
	program = path_of("busybox.static");
	if (!program)
		program = path_of("busybox");
	if (program && interpreter_of(program) && !*interpreter_of(program))
		return probe_value("not made yet");
	errno = ENOENT;
	return probe_failed("look for busybox");
}

const struct probe probes_tools[] = {
	{ "root file system", AS_WE_ARE, .try = try_rootfs },
	{ "newuidmap", AS_WE_ARE, try_program, .text = "newuidmap" },
	{ "newgidmap", AS_WE_ARE, try_program, .text = "newgidmap" },
	{ "user networking", AS_USER, try_user_network,
		.text = "pasta slirp4netns" },
	{ "skopeo", AS_WE_ARE, try_program, .text = "skopeo" },
	{ "checkpoints", AS_WE_ARE, try_program, .text = "criu" },
	{ "debugger", AS_WE_ARE, try_program, .text = "gdb lldb strace" },
	{ 0 },
};
