/* stats_json.c - what a guest has used, for programs. */
/* SPDX-License-Identifier: MIT */
#include <json-c/json.h>
#include <stdio.h>

#include "figure.h"
#include "stats.h"

/* JSON knows no unsigned 64 bits here; nobody has used 9 exabytes yet. */
static struct json_object *number(uint64_t value)
{
	return value >= UNKNOWN ? NULL : json_object_new_int64((int64_t)value);
}

/* The section of that name, made if need be. */
static struct json_object *section_of(struct json_object *all, const char *name)
{
	struct json_object *section;

	if (json_object_object_get_ex(all, name, &section))
		return section;
	section = json_object_new_object();
	json_object_object_add(all, name, section);
	return section;
}

static struct json_object *disks_json(const struct stats *stats)
{
	struct json_object *disks = json_object_new_object(), *one;

	for (size_t i = 0; i < stats->disk_count; i++) {
		const struct disk *disk = &stats->disks[i];

		one = json_object_new_object();
		json_object_object_add(
			one, "read_bytes", number(disk->read_bytes));
		json_object_object_add(
			one, "write_bytes", number(disk->write_bytes));
		json_object_object_add(one, "reads", number(disk->reads));
		json_object_object_add(one, "writes", number(disk->writes));
		json_object_object_add(disks, disk->name, one);
	}
	return disks;
}

/* All that is unknown is left out; a limit that there is not is null. */
void stats_json(const struct stats *stats, int fd)
{
	struct json_object *all = json_object_new_object();
	struct json_object *cpus = json_object_new_array();
	char name[64];

	for (size_t i = 0; figures[i].name; i++) {
		if (stats->values[i] == UNKNOWN)
			continue;
		snprintf(name, sizeof(name), "%s%s", figures[i].name,
			figures[i].unit == TIME ? "_usec" : "");
		json_object_object_add(section_of(all, figures[i].section),
			name, number(stats->values[i]));
	}
	for (size_t i = 0; i < stats->cpu_count; i++)
		json_object_array_add(cpus, number(stats->cpus[i]));
	if (stats->cpu_count)
		json_object_object_add(
			section_of(all, "cpu"), "usage_percpu_usec", cpus);
	else
		json_object_put(cpus);
	json_object_object_add(
		section_of(all, "io"), "devices", disks_json(stats));
	dprintf(fd, "%s\n",
		json_object_to_json_string_ext(all,
			JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED));
	json_object_put(all);
}
