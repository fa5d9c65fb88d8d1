/* compile.c - run by make: the default list, as the kernel reads it. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "list.h"

/* The processor that we run on, as a compiler calls it. */
#if defined(__x86_64__)
static const char own[] = "x86_64";
#elif defined(__aarch64__)
static const char own[] = "aarch64";
#elif defined(__riscv) && __riscv_xlen == 64
static const char own[] = "riscv64";
#else
static const char own[] = "";
#endif

static void program_write(const struct program *program, const char *path)
{
	size_t size = program->count * sizeof(*program->code);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0 || write(fd, program->code, size) != (ssize_t)size ||
		close(fd) < 0)
		die("write", "cannot write '%s'", path);
}

/*
 * "compile x86_64-linux-gnu open.bpf except.bpf". For another processor than
 * ours they stay empty: the launcher sees that, and compiles at each start.
 */
int main(int argc, char **argv)
{
	struct list list = { 0 };
	size_t length;

	if (argc != 4)
		return EXIT_FAILURE;
	length = strcspn(argv[1], "-");
	if (length == strlen(own) && !strncmp(argv[1], own, length))
		list_compile(&list, list_preset());
	program_write(&list.open, argv[2]);
	program_write(&list.except, argv[3]);
	return EXIT_SUCCESS;
}
