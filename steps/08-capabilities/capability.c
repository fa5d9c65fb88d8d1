/* capability.c - all capabilities: what each opens, and who gets it. */
/* SPDX-License-Identifier: MIT */
#include "capability.h"

#include <ctype.h>
#include <linux/capability.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "nearest.h"

/*
 * Root's power in 41 pieces. Docker gives the 14 that installing and serving
 * software takes, and that end at the guest's own files and processes.
 */
const struct capability capabilities[CAPABILITIES] = {
	[CAP_CHOWN] = { "chown", "give files to others",
		"packages have files of many users" },
	[CAP_DAC_OVERRIDE] = { "dac_override", "ignore file modes",
		"root expects to write everywhere" },
	[CAP_DAC_READ_SEARCH] = { "dac_read_search",
		"open files by number, which leads out of any root", NULL },
	[CAP_FOWNER] = { "fowner", "chmod files of others",
		"packages set modes after owners" },
	[CAP_FSETID] = { "fsetid", "keep setuid bits when writing",
		"packages have such programs" },
	[CAP_KILL] = { "kill", "signal processes of others",
		"an init ends what it started" },
	[CAP_SETGID] = { "setgid", "take any group",
		"servers give up being root" },
	[CAP_SETUID] = { "setuid", "become any user",
		"servers give up being root" },
	[CAP_SETPCAP] = { "setpcap", "drop from the bounding set",
		"it only takes away" },
	[CAP_LINUX_IMMUTABLE] = { "linux_immutable",
		"make files that even root cannot remove", NULL },
	[CAP_NET_BIND_SERVICE] = { "net_bind_service", "bind ports below 1024",
		"web servers do" },
	[CAP_NET_BROADCAST] = { "net_broadcast",
		"nothing: no kernel has ever asked for it", NULL },
	[CAP_NET_ADMIN] = { "net_admin",
		"change addresses, routes, rules: be one's neighbour", NULL },
	[CAP_NET_RAW] = { "net_raw", "send any packet",
		"ping needed it, once" },
	[CAP_IPC_LOCK] = { "ipc_lock", "lock memory beyond the limit", NULL },
	[CAP_IPC_OWNER] = { "ipc_owner", "use SysV objects of others", NULL },
	[CAP_SYS_MODULE] = { "sys_module", "load code into the kernel", NULL },
	[CAP_SYS_RAWIO] = { "sys_rawio",
		"drive devices by hand: ports, /dev/mem, blocks of files",
		NULL },
	[CAP_SYS_CHROOT] = { "sys_chroot", "call chroot",
		"servers hide in a directory" },
	[CAP_SYS_PTRACE] = { "sys_ptrace", "read and write any process", NULL },
	[CAP_SYS_PACCT] = { "sys_pacct",
		"log all that ends on this machine, or stop that", NULL },
	[CAP_SYS_ADMIN] = { "sys_admin",
		"mount, and a hundred other things: the new root", NULL },
	[CAP_SYS_BOOT] = { "sys_boot", "reboot, or boot another kernel", NULL },
	[CAP_SYS_NICE] = { "sys_nice", "go before others on the processor",
		NULL },
	[CAP_SYS_RESOURCE] = { "sys_resource",
		"raise limits, use what is reserved on a full disk", NULL },
	[CAP_SYS_TIME] = { "sys_time", "set the clock, for everybody", NULL },
	[CAP_SYS_TTY_CONFIG] = { "sys_tty_config",
		"hang up terminals, change keyboards", NULL },
	[CAP_MKNOD] = { "mknod", "make device nodes",
		"the device list of its cgroup decides" },
	[CAP_LEASE] = { "lease", "be asked before others open a file", NULL },
	[CAP_AUDIT_WRITE] = { "audit_write", "write to the audit log",
		"login and sshd do" },
	[CAP_AUDIT_CONTROL] = { "audit_control", "say what is audited", NULL },
	[CAP_SETFCAP] = { "setfcap", "give files capabilities",
		"packages do, within their bounds" },
	[CAP_MAC_OVERRIDE] = { "mac_override", "be exempt from Smack", NULL },
	[CAP_MAC_ADMIN] = { "mac_admin", "change what AppArmor enforces",
		NULL },
	[CAP_SYSLOG] = { "syslog", "read and clear what the kernel says",
		NULL },
	[CAP_WAKE_ALARM] = { "wake_alarm", "wake the machine up", NULL },
	[CAP_BLOCK_SUSPEND] = { "block_suspend", "keep it from sleeping",
		NULL },
	[CAP_AUDIT_READ] = { "audit_read", "listen to the audit log", NULL },
	[CAP_PERFMON] = { "perfmon", "measure everybody, kernel included",
		NULL },
	[CAP_BPF] = { "bpf", "run programs in the kernel", NULL },
	[CAP_CHECKPOINT_RESTORE] = { "checkpoint_restore",
		"choose process numbers, to restore a program", NULL },
};

uint64_t capabilities_given(void)
{
	uint64_t given = 0;

	for (int i = 0; i < CAPABILITIES; i++)
		if (capabilities[i].given)
			given |= UINT64_C(1) << i;
	return given;
}

static const char *without_prefix(const char *name)
{
	return strncasecmp(name, "CAP_", 4) ? name : name + 4;
}

int capability_find(const char *name)
{
	for (int i = 0; i < CAPABILITIES; i++)
		if (!strcasecmp(without_prefix(name), capabilities[i].name))
			return i;
	return -1;
}

/* The only one that has `word` in it: "ptrace" is "sys_ptrace". */
static const char *only_one_with(const char *word)
{
	const char *only = NULL;

	for (int i = 0; i < CAPABILITIES && strlen(word) > 2; i++) {
		if (!strstr(capabilities[i].name, word))
			continue;
		if (only)
			return NULL;
		only = capabilities[i].name;
	}
	return only;
}

const char *capability_nearest(const char *name)
{
	const char *names[CAPABILITIES + 1] = { [CAPABILITIES] = "all" }, *only;
	char word[64];
	size_t i = 0;

	for (; i < CAPABILITIES; i++)
		names[i] = capabilities[i].name;
	name = without_prefix(name);
	for (i = 0; i < sizeof(word) - 1 && name[i]; i++)
		word[i] = (char)tolower((unsigned char)name[i]);
	word[i] = '\0';
	only = only_one_with(word);
	return only ? only : nearest(word, names, CAPABILITIES + 1);
}

const char *capability_title(int number)
{
	static char title[32];

	if (number >= CAPABILITIES) {
		snprintf(title, sizeof(title), "capability %d", number);
		return title;
	}
	snprintf(title, sizeof(title), "CAP_%s", capabilities[number].name);
	for (char *c = title; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	return title;
}
