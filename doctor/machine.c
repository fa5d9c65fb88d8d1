/* machine.c - what this machine is. */
/* SPDX-License-Identifier: MIT */
#include "machine.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "capabilities.h"
#include "cgroups.h"
#include "file.h"
#include "surroundings.h"

static char text[900];

static const char *kernel(void)
{
	struct utsname name;

	uname(&name);
	snprintf(text, sizeof(text), "%s %s %s", name.sysname, name.release,
		name.machine);
	return text;
}

static const char *distribution(void)
{
	char *file = read_all_at(AT_FDCWD, "/etc/os-release");
	char *name = file ? strstr(file, "PRETTY_NAME=") : NULL;

	if (name) {
		name += strlen("PRETTY_NAME=");
		name += *name == '"';
		name[strcspn(name, "\"\n")] = '\0';
	}
	snprintf(text, sizeof(text), "%s", name ? name : "unknown");
	free(file);
	return text;
}

static const char *who(void)
{
	snprintf(text, sizeof(text), "%s%s",
		geteuid() == 0 ? "root" : "an ordinary user",
		is_user_namespace() ? " of a user namespace" : "");
	return text;
}

static const char *missing(void)
{
	const char *names = geteuid() == 0 ? capabilities_missing() : "";

	return *names ? names : NULL;
}

static const char *layout(void)
{
	return cgroups_layout();
}

static const char *place_of(const char *controller, const char * or)
{
	struct place place = cgroups_place(controller);
	const char *own;

	if (!place.version && or)
		place = cgroups_place(or);
	if (!place.version)
		return NULL;
	own = place.group + strlen(place.mount);
	snprintf(text, sizeof(text), "v%d %s, our group %s, %s", place.version,
		place.mount, *own ? own : "/",
		cgroups_writable(&place) < 0 ? "not writable" : "writable");
	return text;
}

#define PLACE(function, name, or)          \
	static const char *function(void)  \
	{                                  \
		return place_of(name, or); \
	}
PLACE(place_memory, "memory", NULL)
PLACE(place_cpu, "cpu", NULL)
PLACE(place_pids, "pids", NULL)
PLACE(place_cpuset, "cpuset", NULL)
PLACE(place_io, "io", "blkio")
PLACE(place_devices, "devices", NULL)
PLACE(place_freezer, "freezer", NULL)
PLACE(place_unified, "", NULL)

static const char *modules(void)
{
	if (read_at(AT_FDCWD, "/sys/kernel/security/lsm", text, sizeof(text)) >
		0) {
		text[strcspn(text, "\n")] = '\0';
		return text;
	}
	return NULL;
}

const struct machine_row machine_rows[] = {
	{ "kernel", true, kernel },
	{ "distribution", true, distribution },
	{ "we are", true, who },
	{ "root lacks", true, missing },
	{ "inside of", true, surroundings },
	{ "system call filter", true, surroundings_filter },
	{ "root file system", true, surroundings_root },
	{ "host's mounts", true, surroundings_propagation },
	{ "security modules", true, modules },
	{ "cgroups", true, layout },
	{ "  memory", false, place_memory },
	{ "  cpu", false, place_cpu },
	{ "  pids", false, place_pids },
	{ "  cpuset", false, place_cpuset },
	{ "  io", false, place_io },
	{ "  devices", false, place_devices },
	{ "  freezer", false, place_freezer },
	{ "  version 2", false, place_unified },
	{ 0 },
};
