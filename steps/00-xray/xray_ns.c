/* xray_ns.c - in which namespaces is it, and are they the host's? */
/* SPDX-License-Identifier: MIT */
#include "xray.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <unistd.h>

const char *const namespace_names[NAMESPACES] = { "user", "mnt", "pid", "net",
	"uts", "ipc", "cgroup", "time" };

/*
 * The kernel's first namespaces have fixed numbers, net and mnt since Linux
 * 6.18 only. All others count from 0xf0000000 on. <linux/nsfs.h>
 */
static const uint64_t initial[NAMESPACES] = { 0xeffffffd, 0xeffffff8,
	0xeffffffc, 0xeffffff9, 0xeffffffe, 0xefffffff, 0xeffffffb,
	0xeffffffa };

static enum { UNKNOWN, PID1, INITIAL, INITIAL_AND_OWN } source;
static struct namespaces host;

struct namespaces namespaces_read(int dir)
{
	struct namespaces set = { 0 };
	char path[32], link[64];
	ssize_t length;

	for (int n = 0; n < NAMESPACES; n++) {
		snprintf(path, sizeof(path), "ns/%s", namespace_names[n]);
		length = readlinkat(dir, path, link, sizeof(link) - 1);
		link[length > 0 ? length : 0] = '\0';
		/* "pid:[4026531836]" */
		if (length < 0 || sscanf(link, "%*[a-z]:[%" SCNu64 "]",
					  &set.inode[n]) != 1)
			set.error[n] = length < 0 ? errno : EINVAL;
	}
	return set;
}

static struct namespaces namespaces_of(const char *path)
{
	int dir = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct namespaces set = namespaces_read(dir);

	if (dir >= 0)
		close(dir);
	return set;
}

const struct namespaces *namespaces_own(void)
{
	static struct namespaces own;

	if (!own.inode[MNT])
		own = namespaces_of("/proc/self");
	return &own;
}

const struct namespaces *namespaces_host(void)
{
	struct namespaces own;

	if (source != UNKNOWN)
		return &host;
	host = namespaces_of("/proc/1");
	source = PID1;
	if (host.inode[PID])
		return &host;
	/* That needs the right to trace PID 1: ptrace(2) */
	own = namespaces_of("/proc/self");
	source = INITIAL;
	for (int n = 0; n < NAMESPACES; n++) {
		host.inode[n] = initial[n];
		if ((n != MNT && n != NET) || own.inode[n] == initial[n])
			continue;
		host.inode[n] = own.inode[n];
		source = INITIAL_AND_OWN;
	}
	return &host;
}

const char *namespaces_reference(bool short_form)
{
	static const char *const shorts[] = { "pid1-contained", "pid1",
		"initial", "initial+own" };
	static const char *const words[] = {
		"PID 1's, itself in a container",
		"PID 1's",
		"the kernel's first (PID 1's need root: sudo)",
		"the kernel's first, but mnt and net (PID 1's need root: sudo)",
	};
	bool contained = namespaces_host()->inode[PID] != initial[PID];

	return (short_form ? shorts : words)[contained ? UNKNOWN : source];
}

/* Whose it is. Without the host's mnt and net there are only our own. */
static const char *words_of(int n, bool own)
{
	if (source == INITIAL_AND_OWN && (n == MNT || n == NET) &&
		host.inode[n] != initial[n])
		return own ? "not xray's" : "as xray's";
	return own ? "its own" : "the host's";
}

void xray_namespaces(struct xray *xray)
{
	struct namespaces set = namespaces_read(xray->dir);
	const struct namespaces *other = namespaces_host();
	struct json_object *value;
	bool own;

	xray->section = "namespaces";
	for (int n = 0; n < NAMESPACES; n++) {
		if (!set.inode[n]) {
			row_hidden(xray, namespace_names[n], set.error[n]);
			continue;
		}
		own = set.inode[n] != other->inode[n];
		value = json_object_new_object();
		field_number(value, "inode", (int64_t)set.inode[n]);
		field_bool(value, "own", own);
		row_add(xray, namespace_names[n], value, "%" PRIu64 "  %s",
			set.inode[n], words_of(n, own));
		xray->rows[xray->count - 1].own = own;
	}
	row_add(xray, "reference",
		json_object_new_string(namespaces_reference(true)),
		"the host's are %s", namespaces_reference(false));
}
