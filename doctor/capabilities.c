/* capabilities.c - which capabilities we have, by name. */
/* SPDX-License-Identifier: MIT */
#include "capabilities.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "file.h"

static const char *const names[] = { "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH",
	"FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP",
	"LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN",
	"NET_RAW", "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO",
	"SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT",
	"SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD",
	"LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE",
	"MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ",
	"PERFMON", "BPF", "CHECKPOINT_RESTORE" };
enum { NAMES = sizeof(names) / sizeof(*names) };

const char *capability_name(int capability)
{
	static char name[32];

	snprintf(name, sizeof(name), "CAP_%s",
		capability < NAMES ? names[capability] : "?");
	return name;
}

bool capability_have(int capability)
{
	char status[8192];
	const char *line = NULL;

	if (read_at(AT_FDCWD, "/proc/self/status", status, sizeof(status)) > 0)
		line = strstr(status, "\nCapEff:\t");
	return line && strtoull(line + 9, NULL, 16) >> capability & 1;
}

const char *capabilities_missing(void)
{
	static char text[96];
	size_t length = 0;

	*text = '\0';
	for (int i = 0; i < NAMES; i++) {
		/* A kernel that does not know it answers with an error. */
		if (prctl(PR_CAPBSET_READ, i, 0, 0, 0) < 0 ||
			capability_have(i))
			continue;
		if (length + 28 > sizeof(text)) {
			snprintf(text + length, sizeof(text) - length, "...");
			break;
		}
		length += (size_t)snprintf(text + length, sizeof(text) - length,
			"%s%s", length ? " " : "", capability_name(i));
	}
	return text;
}
