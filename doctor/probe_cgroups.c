/* probe_cgroups.c - limits and metering: may we have groups of our own? */
/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cgroups.h"
#include "syscalls.h"

static int placed(const char *controller)
{
	struct place place = cgroups_place(controller);

	if (cgroups_writable(&place) < 0)
		return probe_failed(place.version ? "write" : "find");
	if (*controller && cgroups_handed(&place, controller) < 0)
		return probe_failed("subtree_control");
	return probe_value("v%d", place.version);
}

/* The controller `text`, by its name in version 1 or in version 2. */
static int try_controller(const struct probe *probe)
{
	char names[64], *rest = names, *name;

	snprintf(names, sizeof(names), "%s", probe->text);
	while ((name = strsep(&rest, " ")))
		if (cgroups_place(name).version)
			return placed(name);
	errno = ENOENT;
	return probe_failed("find");
}

/* Any of those without which the step would show nothing. */
static int try_any(const struct probe *probe)
{
	static const char *const controllers[] = { "memory", "pids", "cpu" };

	struct place place;

	(void)probe;
	for (size_t i = 0; i < sizeof(controllers) / sizeof(*controllers);
		i++) {
		place = cgroups_place(controllers[i]);
		if (cgroups_writable(&place) == 0)
			return probe_value("%s", cgroups_layout());
	}
	return probe_failed(place.version ? "write" : "find");
}

/* Version 2 has no controller for devices: a program decides. bpf(2) */
static int load_device_program(void)
{
	struct bpf_insn allow[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = 1 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attributes;

	memset(&attributes, 0, sizeof(attributes));
	attributes.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
	attributes.insns = (uintptr_t)allow;
	attributes.insn_cnt = sizeof(allow) / sizeof(*allow);
	attributes.license = (uintptr_t) "GPL";
	if (syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof(attributes)) <
		0)
		return probe_failed("bpf");
	return 0;
}

static int try_devices(const struct probe *probe)
{
	(void)probe;
	if (cgroups_place("devices").version)
		return placed("devices");
	if (placed("") < 0)
		return -1;
	return load_device_program();
}

/* In version 2 that is no controller, but part of every group. */
static int try_freezer(const struct probe *probe)
{
	(void)probe;
	if (cgroups_place("freezer").version)
		return placed("freezer");
	return placed("");
}

/* Is there a file `name` in a group below the top one, which lacks most? */
static int has_file(const char *top, const char *name)
{
	DIR *directory = opendir(top);
	struct dirent *entry;
	char path[1024];
	int found = 0;

	while (directory && !found && (entry = readdir(directory))) {
		if (entry->d_type != DT_DIR || *entry->d_name == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s/%s", top, entry->d_name,
			name);
		found = access(path, F_OK) == 0;
	}
	if (directory)
		closedir(directory);
	return found;
}

static int try_swap(const struct probe *probe)
{
	struct place place = cgroups_place("memory");
	const char *name = place.version == 2 ? "memory.swap.max"
					      : "memory.memsw.limit_in_bytes";
	char own[600];

	(void)probe;
	snprintf(own, sizeof(own), "%s/%s", place.group, name);
	if (access(own, F_OK) == 0 || has_file(place.mount, name))
		return 0;
	errno = ENOENT;
	return probe_failed("find");
}

/* Has somebody given the user a group of his own? */
static int try_delegated(const struct probe *probe)
{
	struct place place = cgroups_place("");

	(void)probe;
	if (!place.version) {
		errno = ENOENT;
		return probe_failed("find");
	}
	if (faccessat(AT_FDCWD, place.group, W_OK, AT_EACCESS) < 0)
		return probe_failed("write");
	return 0;
}

const struct probe probes_cgroups[] = {
	{ "cgroups", AS_WE_ARE, .try = try_any },
	{ "memory controller", AS_WE_ARE, try_controller, .text = "memory" },
	{ "cpu controller", AS_WE_ARE, try_controller, .text = "cpu" },
	{ "pids controller", AS_WE_ARE, try_controller, .text = "pids" },
	{ "cpuset controller", AS_WE_ARE, try_controller, .text = "cpuset" },
	{ "io controller", AS_WE_ARE, try_controller, .text = "io blkio" },
	{ "device control", AS_WE_ARE, try_devices,
		.capability = CAP_SYS_ADMIN },
	{ "freezer", AS_WE_ARE, .try = try_freezer },
	{ "swap limit", AS_WE_ARE, .try = try_swap },
	{ "delegated cgroup", AS_USER, .try = try_delegated },
	{ 0 },
};
