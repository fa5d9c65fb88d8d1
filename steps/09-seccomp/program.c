/* program.c - programs for the kernel, as it reads them. */
/* SPDX-License-Identifier: MIT */
#include "program.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "die.h"

void program_add(
	struct program *program, const struct sock_filter *code, size_t count)
{
	size_t size = (program->count + count) * sizeof(*code);
	struct sock_filter *more = realloc(program->code, size);

	if (!more)
		die("malloc", "cannot keep a filter in memory");
	memcpy(more + program->count, code, count * sizeof(*code));
	program->code = more;
	program->count += count;
}

void program_add_rules(struct program *program, void *filter)
{
	int fd = memfd_create("filter", MFD_CLOEXEC), error = 0;
	struct sock_filter *code = NULL;
	struct stat status = { 0 };

	if (fd >= 0)
		error = seccomp_export_bpf(filter, fd);
	if (fd >= 0 && !error && fstat(fd, &status) == 0)
		code = malloc((size_t)status.st_size);
	if (!code ||
		pread(fd, code, (size_t)status.st_size, 0) != status.st_size) {
		errno = error ? -error : errno;
		die("seccomp_export_bpf(3)", "cannot compile a filter");
	}
	close(fd);
	program_add(program, code, (size_t)status.st_size / sizeof(*code));
	free(code);
}

void program_load(const struct program *program, unsigned int flags)
{
	struct sock_fprog kernels = { (unsigned short)program->count,
		program->code };

	if (program->count > BPF_MAXINSNS)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .error = E2BIG,
			       .cure = "fewer rules, or fewer with arguments" },
			"a filter of %zu instructions is longer than %d",
			program->count, BPF_MAXINSNS);
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &kernels) < 0)
		die("seccomp", "cannot load a filter of %zu instructions",
			program->count);
}
