/* turn.c - of many who want one thing made, one makes it. */
/* SPDX-License-Identifier: MIT */
#include "turn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
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

/* The byte of the file that stands for it. */
static off_t turn_place(const struct reference *exact)
{
	char text[LONGEST_REFERENCE + LONGEST_DIGEST + 2];
	char digest[LONGEST_DIGEST], digits[TURN_DIGITS + 1] = "";

	snprintf(text, sizeof(text), "%s@%s", exact->repository, exact->digest);
	digest_of(text, strlen(text), digest);
	memcpy(digits, digest_hex(digest), TURN_DIGITS);
	return (off_t)strtoull(digits, NULL, 16);
}

/*
 * One file for all, of which each image has one byte: there is nothing to clean
 * up. (It has no bytes; a lock needs none.) F_OFD_SETLK, fcntl(2)
 */
int turn_take(const struct reference *exact, const char *doing)
{
	struct flock byte = {
		.l_type = F_WRLCK, .l_len = 1, .l_start = turn_place(exact)
	};
	bool is_told = false;
	int fd = openat(depot_open(), "turns",
		O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		die("open", "cannot wait for who does the same: %s", doing);
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
