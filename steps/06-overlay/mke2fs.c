/* mke2fs.c - the one program that we ask: it knows how to make an ext4. */
/* SPDX-License-Identifier: MIT */
#include "mke2fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"
#include "signals.h"

/* In the child: what it prints goes to `output`. */
static _Noreturn void program_become(int file, int output)
{
	static const char *const places[] = { "/sbin/mke2fs",
		"/usr/sbin/mke2fs", "/usr/bin/mke2fs" };
	char image[32];

	signals_let_go();
	snprintf(image, sizeof(image), "/dev/fd/%d", file);
	fcntl(file, F_SETFD, 0);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		execl(places[i], "mke2fs", "-q", "-F", "-t", "ext4", "-m", "0",
			"-I", "256", "-J", "size=8", "-E",
			"nodiscard,lazy_itable_init=1,lazy_journal_init=1",
			image, NULL);
	_exit(EXIT_NOT_FOUND);
}

void mke2fs_run(int file)
{
	char words[256] = "";
	int ends[2], code;
	ssize_t length;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) < 0)
		die("pipe", "cannot listen to mke2fs");
	child = fork();
	if (child < 0)
		die("fork", "cannot start mke2fs");
	if (child == 0)
		program_become(file, ends[1]);
	close(ends[1]);
	length = read(ends[0], words, sizeof(words) - 1);
	words[length > 0 ? strcspn(words, "\n") : 0] = '\0';
	close(ends[0]); /* if it says more, it may die of that */
	while (waitpid(child, &code, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(code) && WEXITSTATUS(code) == EXIT_NOT_FOUND)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "install e2fsprogs, or leave --storage"
				       " out" },
			"--storage dm needs the program mke2fs, and it is not"
			" here");
	if (code)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"cannot make a file system for the image: %s", words);
}
