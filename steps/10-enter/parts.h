/* parts.h - what a process can have in common with another. */
/* SPDX-License-Identifier: MIT */
#ifndef PARTS_H
#define PARTS_H

#include "enter.h"

/* The namespaces first, as in struct enter. */
enum part {
	PART_USER,
	PART_MNT,
	PART_PID,
	PART_NET,
	PART_UTS,
	PART_IPC,
	PART_CGROUP,
	PART_TIME,
	PART_ROOT,
	PART_GROUP,
	PART_CAPS,
	PART_FILTER,
	PARTS
};

/* By their names in /proc/PID/ns, and ours; `flag` is that of setns(2). */
struct part_row {
	const char *name;
	int flag; /* CLONE_NEW*; 0: no namespace */
};
extern const struct part_row parts[PARTS];

/* Either side. Is it to be joined? All are, unless somebody has said so. */
bool part_wanted(const struct enter *enter, enum part part);

/* Host side. The set that "net,pid" is, or death with the word that is none. */
unsigned int parts_read(const char *option, const char *list);

#endif
