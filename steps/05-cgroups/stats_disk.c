/* stats_disk.c - what a guest has read from and written to block devices. */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

#include "stats.h"

/* "8:0" is called "sda". sysfs(5) */
static void name_find(char *name, size_t size, const char *number)
{
	char link[64], target[256];
	ssize_t length;

	snprintf(link, sizeof(link), "/sys/dev/block/%s", number);
	length = readlink(link, target, sizeof(target) - 1);
	target[length > 0 ? length : 0] = '\0';
	snprintf(name, size, "%s",
		strrchr(target, '/') ? strrchr(target, '/') + 1 : number);
}

/* The row of the device `number`, made if need be. NULL: there are too many. */
static struct disk *disk_of(struct stats *stats, const char *number)
{
	struct disk *disk = stats->disks;
	char name[sizeof(disk->name)];

	name_find(name, sizeof(name), number);
	for (; disk < stats->disks + stats->disk_count; disk++)
		if (!strcmp(disk->name, name))
			return disk;
	if (stats->disk_count == MOST_DISKS)
		return NULL;
	stats->disk_count++;
	memcpy(disk->name, name, sizeof(name));
	return disk;
}

/* Version 2: "8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0" */
static void line_v2(struct stats *stats, const char *line)
{
	uint64_t rbytes, wbytes, rios, wios;
	struct disk *disk;
	char number[32];

	if (sscanf(line,
		    "%31s rbytes=%" SCNu64 " wbytes=%" SCNu64 " rios=%" SCNu64
		    " wios=%" SCNu64,
		    number, &rbytes, &wbytes, &rios, &wios) != 5)
		return;
	disk = disk_of(stats, number);
	if (!disk)
		return;
	disk->read_bytes = rbytes;
	disk->write_bytes = wbytes;
	disk->reads = rios;
	disk->writes = wios;
}

/*
 * Version 1: "8:0 Read 4096", in one file for bytes and one for operations.
 * They are those of the throttle, and Linux 6.18 counts nothing for a disk that
 * nobody has ever set a limit for.
 */
static void line_v1(struct stats *stats, const char *line, bool bytes)
{
	char number[32], kind[16];
	struct disk *disk;
	uint64_t value;

	if (sscanf(line, "%31s %15s %" SCNu64, number, kind, &value) != 3)
		return; /* "Total 4096" */
	if (strcmp(kind, "Read") && strcmp(kind, "Write"))
		return;
	disk = disk_of(stats, number);
	if (!disk)
		return;
	if (*kind == 'R')
		*(bytes ? &disk->read_bytes : &disk->reads) = value;
	else
		*(bytes ? &disk->write_bytes : &disk->writes) = value;
}

void disks_read(const struct place *place, struct stats *stats)
{
	static const char *const files[] = {
		"blkio.throttle.io_serviced_recursive",
		"blkio.throttle.io_service_bytes_recursive",
		"io.stat",
	};
	size_t first = place->version == 2 ? 2 : 0;
	size_t last = place->version == 2 ? 2 : 1;

	for (size_t i = first; place->version && i <= last; i++) {
		char *text = read_all_at(place->group, files[i]);
		char *rest = text, *line;

		while ((line = strsep(&rest, "\n"))) {
			if (place->version == 2)
				line_v2(stats, line);
			else
				line_v1(stats, line, i == 1);
		}
		free(text);
	}
}
