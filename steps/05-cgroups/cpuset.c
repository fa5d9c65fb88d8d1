/* cpuset.c - which processors and memory nodes a guest may use. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "die.h"
#include "file.h"
#include "number.h"

#include "group.h"
#include "limit.h"
#include "tree.h"

enum { MOST = 8192 }; /* NR_CPUS of the largest kernels */

/* "0-2,4" as a set of these numbers. 0, or -1 if it is no such list. */
static int list_read(const char *list, bool set[static MOST])
{
	char text[4096], *rest = text, *range, *dash;
	unsigned long first, last;

	memset(set, 0, MOST * sizeof(*set));
	if ((size_t)snprintf(text, sizeof(text), "%s", list) >= sizeof(text))
		return -1;
	text[strcspn(text, "\n")] = '\0';
	while ((range = strsep(&rest, ","))) {
		dash = strchr(range, '-');
		if (dash)
			*dash++ = '\0';
		if (number_read(range, 0, MOST - 1, &first) < 0 ||
			number_read(dash ? dash : range, first, MOST - 1,
				&last) < 0)
			return -1;
		for (; first <= last; first++)
			set[first] = true;
	}
	return 0;
}

void cgroup_take_cpuset(const struct option_row *option, const char *value)
{
	bool set[MOST];

	if (list_read(value, set) < 0)
		options_refuse(
			"'--%s %s' is no list like 0-2,4", option->name, value);
	*(const char **)option->target = value;
}

/*
 * Version 2 takes numbers that are not there, and gives all of them for none:
 * so look at what the new group has, before it is limited.
 */
static void list_check(const struct cgroup *cgroup, const char *option,
	const char *list, const char *kind)
{
	const struct place *place = &cgroup->places[CPUSET];
	bool wanted[MOST], there[MOST];
	char file[64], text[4096];

	snprintf(file, sizeof(file),
		place->version == 2 ? "cpuset.%s.effective"
				    : "cpuset.effective_%s",
		kind);
	if (read_at(place->group, file, text, sizeof(text)) < 0 ||
		list_read(text, there) < 0 || list_read(list, wanted) < 0)
		return;
	text[strcspn(text, "\n")] = '\0';
	for (int i = 0; i < MOST; i++)
		if (wanted[i] && !there[i])
			options_refuse("'%s %s': there is no %d here, but %s",
				option, list, i, text);
}

static void list_set(struct cgroup *cgroup, const char *option,
	const char *list, const char *kind)
{
	char file[64];

	if (!list)
		return;
	snprintf(file, sizeof(file), "cpuset.%s", kind);
	if (cgroup->places[CPUSET].version)
		list_check(cgroup, option, list, kind);
	limit_set(cgroup, CPUSET, option, file, file, "%s", list);
}

void cpuset_apply(struct cgroup *cgroup)
{
	list_set(cgroup, "--cpuset-cpus", cgroup->limits.cpuset_cpus, "cpus");
	list_set(cgroup, "--cpuset-mems", cgroup->limits.cpuset_mems, "mems");
}

void cpuset_fill(int parent, int group)
{
	static const char *const kinds[] = { "cpus", "mems" };
	char from[64], to[64], text[4096];

	for (size_t i = 0; i < 2; i++) {
		snprintf(from, sizeof(from), "cpuset.effective_%s", kinds[i]);
		snprintf(to, sizeof(to), "cpuset.%s", kinds[i]);
		if (read_at(parent, from, text, sizeof(text)) >= 0)
			write_at(group, to, "%s", text);
	}
}
