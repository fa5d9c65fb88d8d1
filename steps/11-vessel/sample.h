/* sample.h - what a container uses, at one moment. */
/* SPDX-License-Identifier: MIT */
#ifndef SAMPLE_H
#define SAMPLE_H

#include <stdint.h>

#include "container.h"

/* UINT64_MAX: nobody knows. */
struct sample {
	char id[ID_LENGTH + 1], name[LONGEST_CONTAINER_NAME + 1];
	double when;           /* seconds of a clock that only goes on */
	uint64_t cpu;          /* microseconds of processors, so far */
	uint64_t memory;       /* bytes, without what would be given back */
	uint64_t memory_limit; /* bytes; the machine's, if there is none */
	uint64_t processes;
	uint64_t received, sent; /* bytes, by its own network */
	uint64_t read, written;  /* bytes, of block devices */
};

#define SAMPLE_UNKNOWN UINT64_MAX

/* Host side. Look at one that runs. */
void sample_take(struct sample *sample, const struct container *container);

/*
 * Host side. How much of one processor it has used since `before`, in percent:
 * more than 100 with several of them. Negative: nobody knows.
 */
double sample_percent(const struct sample *sample, const struct sample *before);

#endif
