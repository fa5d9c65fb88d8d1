/* turn.c - of many who want one thing made, one makes it. */
/* SPDX-License-Identifier: MIT */
#include "turn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "die.h"
#include "signals.h"
#include "undo.h"

#include "depot.h"
#include "digest.h"

enum { TURN_DIGITS = 15 }; /* of a digest, which fit into an offset */

/* Signals are held back, so nobody may sleep in fcntl(2). */
static void turn_wait(void)
{
	int number = signals_ending();

	if (number) {
		undo_all();
		_exit(EXIT_SIGNAL + number);
	}
	nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
}

/*
 * One file for all, of which each image has one byte: there is nothing to clean
 * up. (It has no bytes; a lock needs none.) F_OFD_SETLK, fcntl(2)
 */
int turn_take(const char *digest, const char *doing)
{
	char digits[TURN_DIGITS + 1] = "";
	struct flock byte = { .l_type = F_WRLCK, .l_len = 1 };
	bool is_told = false;
	int fd = openat(depot_open(), "turns",
		O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		die("open", "cannot wait for who does the same: %s", doing);
	memcpy(digits, digest_hex(digest), TURN_DIGITS);
	byte.l_start = (off_t)strtoull(digits, NULL, 16);
	while (fcntl(fd, F_OFD_SETLK, &byte) < 0) {
		if (errno != EAGAIN)
			die("fcntl", "cannot wait for who does the same: %s",
				doing);
		if (!is_told)
			warn_line("cannot %s yet: somebody does, and we wait",
				doing);
		is_told = true;
		turn_wait();
	}
	return fd;
}
