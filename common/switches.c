/* switches.c - what keeps ordinary users from having rights of their own. */
/* SPDX-License-Identifier: MIT */
#include "switches.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "file.h"

/* Switches that keep ordinary users from namespaces of users. */
static const struct {
	const char *name, *off, *on;
} switches[] = {
	{ "user/max_user_namespaces", "0", "user.max_user_namespaces=15000" },
	{ "kernel/unprivileged_userns_clone", "0",
		"kernel.unprivileged_userns_clone=1" },
	{ "kernel/apparmor_restrict_unprivileged_userns", "1",
		"kernel.apparmor_restrict_unprivileged_userns=0" },
};

const char *switched_off(void)
{
	static char text[192];
	char path[96], value[32];

	for (size_t i = 0; i < sizeof(switches) / sizeof(*switches); i++) {
		snprintf(path, sizeof(path), "/proc/sys/%s", switches[i].name);
		if (read_at(AT_FDCWD, path, value, sizeof(value)) < 0 ||
			strcspn(value, "\n") != strlen(switches[i].off) ||
			*value != *switches[i].off)
			continue;
		snprintf(text, sizeof(text),
			"%s is %s, so ordinary users get no rights in user"
			" namespaces: 'sudo sysctl %s'",
			path, switches[i].off, switches[i].on);
		return text;
	}
	return NULL;
}

bool root_is_inner(void)
{
	char map[8192];

	return read_at(AT_FDCWD, "/proc/self/uid_map", map, sizeof(map)) < 0 ||
	       !strstr(map, " 4294967295\n");
}
