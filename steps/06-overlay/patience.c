/* patience.c - what may take long says so, and can be ended. */
/* SPDX-License-Identifier: MIT */
#include "patience.h"

#include <time.h>
#include <unistd.h>

#include "die.h"
#include "signals.h"

static time_t begun; /* 0: it has been said */

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + 1;
}

void patience_begin(void)
{
	begun = now();
}

bool patience_lost(void)
{
	if (begun && now() > begun + 1) {
		begun = 0;
		if (isatty(STDERR_FILENO))
			warn_line("copying the root takes a while: Ctrl-C ends"
				  " it");
	}
	return signals_ending() != 0;
}
