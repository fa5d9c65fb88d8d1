/* sample.c - what a container uses, at one moment. */
/* SPDX-License-Identifier: MIT */
#include "sample.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <time.h>

#include "file.h"

#include "cgroup_resume.h"
#include "figure.h"
#include "stats.h"

static uint64_t known(uint64_t value)
{
	return value >= UNKNOWN ? SAMPLE_UNKNOWN : value;
}

/*
 * As docker counts it: what has been read from files, and is not looked at any
 * more, is not in use.
 */
static void memory_take(struct sample *sample, const struct cgroup *groups)
{
	uint64_t idle = stats_value(groups, section_fullest, "inactive_file");
	uint64_t limit = stats_value(groups, "memory", "limit");
	struct sysinfo machine;

	sample->memory = known(stats_value(groups, section_fullest, "usage"));
	if (sample->memory != SAMPLE_UNKNOWN && idle < sample->memory)
		sample->memory -= idle;
	sample->memory_limit = SAMPLE_UNKNOWN;
	if (sysinfo(&machine) == 0)
		sample->memory_limit =
			(uint64_t)machine.totalram * machine.mem_unit;
	if (limit < sample->memory_limit)
		sample->memory_limit = limit;
}

static void disks_take(struct sample *sample, const struct cgroup *groups)
{
	static struct stats stats;

	if (!groups->places[IO].version) {
		sample->read = sample->written = SAMPLE_UNKNOWN;
		return;
	}
	stats.disk_count = 0;
	memset(stats.disks, 0, sizeof(stats.disks));
	disks_read(&groups->places[IO], &stats);
	for (size_t i = 0; i < stats.disk_count; i++) {
		sample->read += stats.disks[i].read_bytes;
		sample->written += stats.disks[i].write_bytes;
	}
}

/* What goes by the host's own network is not only the container's. */
static bool network_is_own(pid_t pid)
{
	struct stat host, guest;
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
	return stat("/proc/self/ns/net", &host) == 0 &&
	       stat(path, &guest) == 0 && host.st_ino != guest.st_ino;
}

/* "  eth0: RECEIVED and 7 more, SENT and 7 more". proc_pid_net(5) */
static void network_take(struct sample *sample, pid_t pid)
{
	char path[32], *text, *rest, *line, *colon;
	uint64_t received, sent;

	snprintf(path, sizeof(path), "/proc/%d/net/dev", pid);
	text = network_is_own(pid) ? read_all_at(AT_FDCWD, path) : NULL;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		colon = strchr(line, ':');
		line += strspn(line, " ");
		if (colon && strncmp(line, "lo:", 3) != 0 &&
			sscanf(colon,
				": %" SCNu64 " %*u %*u %*u %*u %*u %*u %*u"
				" %" SCNu64,
				&received, &sent) == 2) {
			sample->received += received;
			sample->sent += sent;
		}
	}
	if (!text)
		sample->received = sample->sent = SAMPLE_UNKNOWN;
	free(text);
}

void sample_take(struct sample *sample, const struct container *container)
{
	struct cgroup groups = { 0 };
	struct timespec now;

	memset(sample, 0, sizeof(*sample));
	memcpy(sample->id, container->id, sizeof(sample->id));
	memcpy(sample->name, container->name, sizeof(sample->name));
	cgroup_open(&groups, json_text(container->runtime, "groups"));
	clock_gettime(CLOCK_MONOTONIC, &now);
	sample->when = (double)now.tv_sec + (double)now.tv_nsec / 1e9;
	sample->cpu = known(stats_value(&groups, "cpu", "usage"));
	sample->processes =
		known(stats_value(&groups, section_fullest, "processes"));
	memory_take(sample, &groups);
	disks_take(sample, &groups);
	network_take(sample, container->pid);
	cgroup_close(&groups);
}

double sample_percent(const struct sample *sample, const struct sample *before)
{
	double passed;

	if (!before || sample->cpu == SAMPLE_UNKNOWN ||
		before->cpu == SAMPLE_UNKNOWN || sample->cpu < before->cpu)
		return -1;
	passed = sample->when - before->when;
	return passed > 0 ? (double)(sample->cpu - before->cpu) / passed / 1e4
			  : -1;
}
