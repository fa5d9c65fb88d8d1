/* stats.h - what a guest has used: memory, processors, disks, processes. */
/* SPDX-License-Identifier: MIT */
#ifndef STATS_H
#define STATS_H

#include "cgroup.h"

enum { MOST_FIGURES = 48, MOST_CPUS = 1024, MOST_DISKS = 64 };

/*
 * One number of the kernel's: what it counts, and where each version has it. Of
 * TIMES_INNER, version 1 knows nothing in the groups above.
 */
struct figure {
	const char *section, *name;
	enum controller controller;
	enum unit { BYTES, TIMES, TIME, TIMES_INNER } unit;
	const char *v1, *v2; /* a file, and the start of a line; NULL: none */
};

/* Rows; the last is empty. Their values are in a struct stats, in order. */
extern const struct figure figures[];

/* In the rows of this section alone: what a guest holds, and gives back. */
extern const char section_fullest[];

/* One block device. */
struct disk {
	char name[32]; /* "sda"; "8:0" if it is gone */
	uint64_t read_bytes, write_bytes, reads, writes;
};

/* Of both versions alike. UNKNOWN: this kernel does not say. */
struct stats {
	uint64_t values[MOST_FIGURES]; /* time: in microseconds */
	uint64_t cpus[MOST_CPUS];      /* microseconds; version 1 alone */
	size_t cpu_count;
	struct disk disks[MOST_DISKS];
	size_t disk_count;
};

/*
 * Host side, before the guest is born. If --stats wants to know, start a
 * process that looks ten times a second and keeps what there was when most
 * memory was in use: a group whose guest has ended holds nothing.
 */
void stats_watch(struct cgroup *cgroup);

/*
 * Host side. Take up both from the program that we were: the memory that it is
 * in, and the open file. false: we are another one.
 */
bool stats_resume(struct cgroup *cgroup, int fullest, int fd);

/* Host side. What it has kept; UNKNOWN if it saw nothing. It is ended. */
const uint64_t *stats_fullest(struct cgroup *cgroup);

/* Host side. Of the values, those in section_fullest, as they are now. */
void stats_look(const struct cgroup *cgroup, uint64_t values[MOST_FIGURES]);

/* Host side. One of them, as it is now. */
uint64_t stats_value(
	const struct cgroup *cgroup, const char *section, const char *name);

/* Host side. Read all of it, while the groups are there. */
void stats_read(struct cgroup *cgroup, struct stats *stats);

/* Host side. The same for disks alone. */
void disks_read(const struct place *place, struct stats *stats);

/* Host side. Write it to `fd`: for people, or as JSON. */
void stats_table(const struct stats *stats, int fd);
void stats_json(const struct stats *stats, int fd);

/*
 * Host side, before the guest is born. Where there is nothing to count with, or
 * no such file can be written, whoever wants to know is refused.
 */
void stats_open(struct cgroup *cgroup);

/* Host side. What --stats asks for: one of these, to stderr or that file. */
void stats_report(struct cgroup *cgroup);

#endif
