/* be-again.c - hold on to the program that started us, and write to it. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * A library that the program at /proc/self/exe loads, as the interpreter of a
 * script in here, runs this in its place: what is open then can be opened again
 * for writing when nobody runs it any more. (CVE-2019-5736) It is given the
 * number of a descriptor, and a file to say in what has become of that.
 */
static void tell(const char *file, const char *what)
{
	FILE *said = fopen(file, "w");

	puts(what);
	if (said) {
		fprintf(said, "%s\n", what);
		fclose(said);
	}
}

int main(int argc, char **argv)
{
	char path[64], why[128];

	if (argc != 3) {
		fprintf(stderr, "usage: be-again DESCRIPTOR FILE\n");
		return 2;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", atoi(argv[1]));
	for (int tries = 0; tries < 200; tries++) {
		int fd = open(path, O_WRONLY | O_CLOEXEC);

		if (fd >= 0 && pwrite(fd, "written", 7, 0) == 7) {
			tell(argv[2], "written");
			return 0;
		}
		usleep(20000);
	}
	snprintf(why, sizeof(why), "not written: %s", strerror(errno));
	tell(argv[2], why);
	return 1;
}
