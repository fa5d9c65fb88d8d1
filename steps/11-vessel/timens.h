/* timens.h - clocks of the guest's own. */
/* SPDX-License-Identifier: MIT */
#ifndef TIMENS_H
#define TIMENS_H

#include <stdbool.h>

#include "options.h"

/* How far ahead of the host's they are; behind it, if below zero. */
struct timens {
	struct ahead {
		bool wanted;
		long long seconds;
		long nanoseconds;
	} monotonic, boottime; /* clock_gettime(2) */
};

/* Host side. --time-offset 30d, or monotonic=-5m,boottime=1.5h */
option_take timens_take;

/*
 * Guest side, first of all: rights and /proc are as needed then. The clock of
 * the day stays the host's, it belongs to no namespace. time_namespaces(7)
 */
void timens_enter(const struct timens *timens);

#endif
