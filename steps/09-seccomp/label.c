/* label.c - what AppArmor or SELinux are to take the command for. */
/* SPDX-License-Identifier: MIT */
#include "label.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

static _Noreturn void module_missing(
	const char *module, const char *option, const char *value)
{
	char cure[96];

	snprintf(cure, sizeof(cure),
		"boot a kernel with it, or leave --security-opt %s out",
		option);
	die_of(&(struct death){ .code = EXIT_LAUNCHER, .cure = cure },
		"there is no %s here to enforce '%s'", module, value);
}

void label_check(const char *profile, const char *label)
{
	char enabled[8] = "";

	if (profile &&
		(read_at(AT_FDCWD, "/sys/module/apparmor/parameters/enabled",
			 enabled, sizeof(enabled)) < 0 ||
			*enabled != 'Y'))
		module_missing("AppArmor", "apparmor", profile);
	if (label && access("/sys/fs/selinux/enforce", F_OK) < 0)
		module_missing("SELinux", "label", label);
}

/* No volume can stand where /proc is: it would take all that is written to it
 * for a label, and enforce nothing (CVE-2019-16884). */
static int attribute_open(const char *path)
{
	return open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
}

static void attribute_write(int fd, const char *text, const char *what,
	const char *value, const char *cure)
{
	if (fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text)) {
		close(fd);
		return;
	}
	die_of(&(struct death){ EXIT_LAUNCHER, errno, NULL, cure },
		"cannot take the %s '%s'", what, value);
}

void label_take(const char *profile, const char *label)
{
	char text[512];
	int fd;

	if (profile) {
		/* With other modules beside it, it has a folder: Linux 5.8 */
		fd = attribute_open("/proc/self/attr/apparmor/exec");
		if (fd < 0)
			fd = attribute_open("/proc/self/attr/exec");
		snprintf(text, sizeof(text), "exec %s", profile);
		attribute_write(fd, text, "AppArmor profile", profile,
			"'aa-status' lists those that are loaded:"
			" apparmor_parser -r FILE loads one");
	}
	if (label)
		attribute_write(attribute_open("/proc/self/attr/exec"), label,
			"SELinux label", label,
			"'ps -Z' shows what they look like:"
			" user:role:type:level");
}
