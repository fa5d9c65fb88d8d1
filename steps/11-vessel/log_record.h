/* log_record.h - the form of a container's log, on the disk. */
/* SPDX-License-Identifier: MIT */
#ifndef LOG_RECORD_H
#define LOG_RECORD_H

#include <stdint.h>

/*
 * DATA/containers/ID/log.N, N = 1, 2, ...: records, one after the other. The
 * last file is written to; when it is full, there is a next one, and the oldest
 * goes. What the guest wrote stands there as it wrote it, any byte.
 */
struct record {
	uint32_t seconds, nanoseconds; /* since 1970 */
	uint32_t what;                 /* stream << 24 | bytes that follow */
};

enum {
	RECORD_OUTPUT = 1,
	RECORD_ERRORS = 2,
	RECORD_LOST = 3,        /* uint64_t: so many bytes found no place */
	RECORD_LONGEST = 32768, /* bytes of data */
};

#endif
