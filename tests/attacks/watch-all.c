/* watch-all.c - take all instances of inotify that there are. */
/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

/* watch-all [COUNT]: says how many it has got, and keeps them if it was all. */
int main(int argc, char **argv)
{
	int most = argc > 1 ? atoi(argv[1]) : INT_MAX, count = 0;

	while (count < most && inotify_init1(IN_CLOEXEC) >= 0)
		count++;
	printf("%d\n", count);
	fflush(stdout);
	if (argc < 2)
		pause();
	return count ? 0 : 1;
}
