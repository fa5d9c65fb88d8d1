/* call.c - one system call by its number: what does the kernel say? */
/* SPDX-License-Identifier: MIT */

/*
 * What:  anything at all. `call NUMBER [ARGUMENT...]` prints what it returned,
 *        or the errno by its name. Arguments are numbers, or texts.
 *        `call int80 NUMBER` calls as a 32-bit program does.
 * Stop:  a filter (step 09).
 *
 * Exit code 0: the kernel did it. 1: it said why not.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* musl has no strerrorname_np(3). */
static const char *errno_name(int error)
{
	return error == EPERM    ? "EPERM"
	       : error == ENOSYS ? "ENOSYS"
	       : error == EINVAL ? "EINVAL"
	       : error == EFAULT ? "EFAULT"
	       : error == EBADF  ? "EBADF"
				 : strerror(error);
}

static long argument_of(const char *text)
{
	char *end;
	long number = (long)strtoull(text, &end, 0);

	return *end ? (long)text : number;
}

static long call_old(long number)
{
#ifdef __x86_64__
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number)
			 : "memory", "r8", "r9", "r10", "r11");
	errno = result < 0 ? (int)-result : 0;
	return result < 0 ? -1 : result;
#else
	errno = ENOSYS;
	return number == 0 ? 0 : -1;
#endif
}

int main(int argc, char **argv)
{
	long words[7] = { 0 }, result;
	int first = argc > 1 && !strcmp(argv[1], "int80") ? 2 : 1;

	if (argc <= first || argc > 8)
		return fprintf(stderr,
			       "usage: call [int80] NUMBER [ARGUMENT...]"
			       "\n"),
		       2;
	for (int i = first; i < argc && i - first < 7; i++)
		words[i - first] = argument_of(argv[i]);
	if (first == 2)
		result = call_old(words[0]);
	else
		result = syscall(words[0], words[1], words[2], words[3],
			words[4], words[5], words[6]);
	if (result == -1)
		puts(errno_name(errno));
	else
		printf("%ld\n", result);
	return result == -1;
}
