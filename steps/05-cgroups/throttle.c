/* throttle.c - input and output of block devices: how fast, how important. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "limit.h"
#include "tree.h"

/* The option, its file in version 1, and its key in io.max of version 2. */
static const struct {
	const char *option, *v1, *key;
} kinds[] = {
	[READ_BPS] = { "--device-read-bps", "blkio.throttle.read_bps_device",
		"rbps=" },
	[WRITE_BPS] = { "--device-write-bps", "blkio.throttle.write_bps_device",
		"wbps=" },
	[READ_IOPS] = { "--device-read-iops", "blkio.throttle.read_iops_device",
		"riops=" },
	[WRITE_IOPS] = { "--device-write-iops",
		"blkio.throttle.write_iops_device", "wiops=" },
};

/* Whether devices heed a weight is up to their scheduler: BFQ, or iocost. */
static bool has_bfq(const struct cgroup *cgroup)
{
	const struct place *place = &cgroup->places[IO];

	return place->version &&
	       faccessat(place->group,
		       place->version == 2 ? "io.bfq.weight"
					   : "blkio.bfq.weight",
		       F_OK, 0) == 0;
}

/* iocost counts from 1 to 10000, BFQ as docker does. */
static unsigned long weight_of(const struct cgroup *cgroup, uint64_t weight)
{
	if (cgroup->places[IO].version == 2 && !has_bfq(cgroup))
		weight = 1 + (weight - 10) * 9999 / 990;
	return (unsigned long)weight;
}

static void weights_apply(struct cgroup *cgroup)
{
	const struct limits *limits = &cgroup->limits;
	bool bfq = has_bfq(cgroup);
	const char *all = bfq ? "blkio.bfq.weight" : "blkio.weight";
	const char *one =
		bfq ? "blkio.bfq.weight_device" : "blkio.weight_device";
	const char *unified = bfq ? "io.bfq.weight" : "io.weight";

	if (limits->blkio_weight)
		limit_set(cgroup, IO, "--blkio-weight", all, unified, "%lu",
			weight_of(cgroup, limits->blkio_weight));
	for (size_t i = 0; i < limits->throttle_count; i++) {
		const struct throttle *row = &limits->throttles[i];

		if (row->kind == WEIGHT)
			limit_set(cgroup, IO, "--blkio-weight-device", one,
				unified, "%u:%u %lu", row->major, row->minor,
				weight_of(cgroup, row->rate));
	}
}

void throttles_apply(struct cgroup *cgroup)
{
	const struct limits *limits = &cgroup->limits;

	weights_apply(cgroup);
	for (size_t i = 0; i < limits->throttle_count; i++) {
		const struct throttle *row = &limits->throttles[i];
		bool unified = cgroup->places[IO].version == 2;

		if (row->kind != WEIGHT)
			limit_set(cgroup, IO, kinds[row->kind].option,
				kinds[row->kind].v1, "io.max", "%u:%u %s%llu",
				row->major, row->minor,
				unified ? kinds[row->kind].key : "",
				(unsigned long long)row->rate);
	}
}
