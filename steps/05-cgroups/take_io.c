/* take_io.c - what a person says of disks: --device-read-bps and others. */
/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "die.h"
#include "number.h"

#include "limit.h"

void cgroup_take_blkio_weight(
	const struct option_row *option, const char *value)
{
	unsigned long *weight = option->target;

	if (number_read(value, 10, 1000, weight) < 0)
		options_refuse("'--blkio-weight %s' is no number from 10 to"
			       " 1000",
			value);
}

static int kind_of(const char *option)
{
	static const char *const kinds[] = { [READ_BPS] = "device-read-bps",
		[WRITE_BPS] = "device-write-bps",
		[READ_IOPS] = "device-read-iops",
		[WRITE_IOPS] = "device-write-iops",
		[WEIGHT] = "blkio-weight-device" };
	int kind = 0;

	while (strcmp(option, kinds[kind]))
		kind++;
	return kind;
}

/* The number behind the colon, which each kind reads in its own way. */
static int rate_read(const char *text, int kind, uint64_t *rate)
{
	const unsigned long least = kind == WEIGHT ? 10 : 1;
	const unsigned long most = kind == WEIGHT ? 1000 : UINT32_MAX;
	unsigned long number;

	if (kind == READ_BPS || kind == WRITE_BPS)
		return size_read(text, rate);
	if (number_read(text, least, most, &number) < 0)
		return -1;
	*rate = number;
	return 0;
}

void cgroup_take_throttle(const struct option_row *option, const char *value)
{
	struct limits *limits = option->target;
	struct throttle row = { .kind = kind_of(option->name) };
	const char *colon = strrchr(value, ':');
	struct stat status;
	char device[256];

	if (limits->throttle_count == MOST_THROTTLES)
		options_refuse(
			"more than %d limits on devices", MOST_THROTTLES);
	if (!colon || colon == value || colon - value >= 256 ||
		rate_read(colon + 1, row.kind, &row.rate) < 0)
		options_refuse("'--%s %s' is not %s", option->name, value,
			option->value);
	memcpy(device, value, (size_t)(colon - value));
	device[colon - value] = '\0';
	if (stat(device, &status) < 0 || !S_ISBLK(status.st_mode))
		options_refuse("'--%s %s': '%s' is no block device",
			option->name, value, device);
	row.major = major(status.st_rdev);
	row.minor = minor(status.st_rdev);
	limits->throttles[limits->throttle_count++] = row;
}
