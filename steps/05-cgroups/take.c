/* take.c - what a person says of limits: --memory, --cpus and others. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "number.h"

#include "limit.h"

void cgroup_take_memory(const struct option_row *option, const char *value)
{
	uint64_t *bytes = option->target;

	if (!strcmp(option->name, "memory-swap") && !strcmp(value, "-1"))
		*bytes = UNLIMITED;
	else if (size_read(value, bytes) < 0)
		options_refuse("'--%s %s' is no size: 64m, 1g, 512k or bytes",
			option->name, value);
}

/* "0.5", "2", "1.25": in version 1 and 2, a part of each period of 100 ms. */
void cgroup_take_cpus(const struct option_row *option, const char *value)
{
	unsigned long *quota = option->target, whole, part = 0;
	const char *point = strchr(value, '.');
	size_t length = point ? (size_t)(point - value) : strlen(value);
	char before[8], after[8] = "0";

	snprintf(before, sizeof(before), "%.*s", (int)length, value);
	if (point)
		snprintf(after, sizeof(after), "%s", point + 1);
	if (length >= sizeof(before) || number_read(before, 0, 8192, &whole) ||
		number_read(after, 0, 99999, &part) ||
		(point && strlen(point + 1) > 5))
		options_refuse("'--cpus %s' is no number like 0.5 or 2", value);
	for (size_t digits = strlen(after); digits < 5; digits++)
		part *= 10;
	*quota = whole * 100000 + part;
	if (*quota < 1000) /* the kernel's least: a millisecond */
		options_refuse(
			"'--cpus %s' is too little: 0.01 or more", value);
}

/* 1024 shares of version 1 are a weight of 100; who has twice, gets twice. */
void cgroup_take_shares(const struct option_row *option, const char *value)
{
	struct limits *limits = option->target;
	unsigned long weight;

	if (number_read(value, 2, 262144, &limits->cpu_shares) < 0)
		options_refuse("'--cpu-shares %s' is no number from 2 to"
			       " 262144",
			value);
	weight = (limits->cpu_shares * 100 + 512) / 1024;
	limits->cpu_weight = weight < 1 ? 1 : weight > 10000 ? 10000 : weight;
}

void cgroup_take_weight(const struct option_row *option, const char *value)
{
	struct limits *limits = option->target;

	if (number_read(value, 1, 10000, &limits->cpu_weight) < 0)
		options_refuse("'--cpu-weight %s' is no number from 1 to 10000",
			value);
	limits->cpu_shares = (limits->cpu_weight * 1024 + 50) / 100;
}

void cgroup_take_pids(const struct option_row *option, const char *value)
{
	uint64_t *pids = option->target;
	unsigned long number;

	if (!strcmp(value, "-1") || !strcmp(value, "0"))
		*pids = UNLIMITED;
	else if (number_read(value, 1, 4194304, &number) == 0)
		*pids = number;
	else
		options_refuse("'--pids-limit %s' is no number from 1 to"
			       " 4194304, and not -1",
			value);
}

/* A path, and not one that leads up: what is above is not ours to give. */
void cgroup_take_parent(const struct option_row *option, const char *value)
{
	char text[512], *rest = text, *name;
	bool good = *value && strlen(value) < sizeof(text);

	snprintf(text, sizeof(text), "%s", value);
	while (good && (name = strsep(&rest, "/")))
		good = strcmp(name, "..") != 0;
	if (!good)
		options_refuse(
			"'--cgroup-parent %s' is no path of a group", value);
	*(const char **)option->target = value;
}
