/* exchange.c - two names are exchanged for each other, without end. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE 2
#endif

/*
 * Usage: exchange ONE OTHER. Whoever looks at ONE, and comes back to use it,
 * may find the other, such as a link, in its place. It goes on until killed;
 * where one of them is missing for a while, it waits. rename(2)
 */
int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: exchange ONE OTHER\n");
		return 2;
	}
	for (;;) {
		if (syscall(SYS_renameat2, AT_FDCWD, argv[1], AT_FDCWD, argv[2],
			    RENAME_EXCHANGE) < 0 &&
			errno != ENOENT && errno != ENOTDIR && errno != EBUSY) {
			fprintf(stderr, "exchange: %s\n", strerror(errno));
			return 1;
		}
	}
}
