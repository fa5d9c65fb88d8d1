/* stats_table.c - what a guest has used, for people. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "figure.h"
#include "limit.h"
#include "stats.h"

enum { VALUE_TEXT = 32 };

static void value_print(char text[VALUE_TEXT], uint64_t value, enum unit unit)
{
	if (value == UNLIMITED)
		snprintf(text, VALUE_TEXT, "none");
	else if (unit == BYTES)
		size_print(text, value);
	else if (unit != TIME)
		snprintf(text, VALUE_TEXT, "%llu", (unsigned long long)value);
	else
		snprintf(text, VALUE_TEXT, "%.3f s", (double)value / 1e6);
}

/* A section is named once, where it begins. */
static void row_print(int fd, const char *section, const char *name,
	uint64_t value, enum unit unit)
{
	static const char *last;
	bool again = last && !strcmp(last, section);
	char text[VALUE_TEXT];

	last = section;
	value_print(text, value, unit);
	dprintf(fd, "%-8s%-24s%12s\n", again ? "" : section, name, text);
}

static void disk_print(int fd, const struct disk *disk)
{
	const struct {
		const char *what;
		uint64_t value;
		enum unit unit;
	} rows[] = {
		{ "read", disk->read_bytes, BYTES },
		{ "reads", disk->reads, TIMES },
		{ "written", disk->write_bytes, BYTES },
		{ "writes", disk->writes, TIMES },
	};
	char name[64];

	for (size_t i = 0; i < 4; i++) {
		snprintf(name, sizeof(name), "%s %s", disk->name, rows[i].what);
		row_print(fd, "io", name, rows[i].value, rows[i].unit);
	}
}

static void cpus_print(const struct stats *stats, int fd)
{
	char name[32];

	for (size_t i = 0; i < stats->cpu_count; i++) {
		snprintf(name, sizeof(name), "usage of cpu%zu", i);
		row_print(fd, "cpu", name, stats->cpus[i], TIME);
	}
}

void stats_table(const struct stats *stats, int fd)
{
	for (size_t i = 0; figures[i].name; i++) {
		if (stats->values[i] == UNKNOWN)
			continue;
		row_print(fd, figures[i].section, figures[i].name,
			stats->values[i], figures[i].unit);
		if (!strcmp(figures[i].section, "cpu") &&
			!strcmp(figures[i].name, "system"))
			cpus_print(stats, fd);
	}
	for (size_t i = 0; i < stats->disk_count; i++)
		disk_print(fd, &stats->disks[i]);
}
