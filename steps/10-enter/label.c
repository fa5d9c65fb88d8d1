/* label.c - what AppArmor or SELinux take a process for. */
/* SPDX-License-Identifier: MIT */
#include "label.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

/* "docker-default (enforce)\n", "system_u:system_r:container_t:s0:c1,c2\0" */
static bool attribute_read(int process, char *text, size_t size)
{
	/* With other modules beside it, AppArmor has a folder: Linux 5.8 */
	if (read_at(process, "attr/apparmor/current", text, size) <= 0 &&
		read_at(process, "attr/current", text, size) <= 0)
		return false;
	text[strcspn(text, "\n")] = '\0';
	return *text;
}

void label_read(struct enter *enter)
{
	int self = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	char its[512], own[512], *mode;

	if (!attribute_read(enter->directory, its, sizeof(its)) ||
		(attribute_read(self, own, sizeof(own)) && !strcmp(its, own))) {
		close(self);
		return;
	}
	close(self);
	mode = strstr(its, " (");
	if (mode)
		*mode = '\0';
	/* A name without a colon is AppArmor's, which takes commands here. */
	if ((mode || strchr(its, ':')) &&
		asprintf(&enter->label, "%s%s", mode ? "exec " : "", its) < 0)
		die("malloc", "cannot keep a label in memory");
}

void label_write(const struct enter *enter)
{
	if (!enter->label)
		return;
	if (write_at(AT_FDCWD, "/proc/self/attr/apparmor/exec", "%s",
		    enter->label) < 0 &&
		write_at(AT_FDCWD, "/proc/self/attr/exec", "%s", enter->label) <
			0)
		die("write", "cannot have the label '%s' of the guest",
			enter->label);
}
