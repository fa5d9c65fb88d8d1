/* file.h - small files of the kernel, read and written whole. */
/* SPDX-License-Identifier: MIT */
#ifndef FILE_H
#define FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Either side. The contents of the file `path` below `dirfd` as a string in
 * `text` (`size` bytes with its end). Returns the length, or -1 and errno:
 * E2BIG when it does not fit. proc(5)
 */
ssize_t read_at(int dirfd, const char *path, char *text, size_t size);

/* Either side. The same for files of any length; the caller frees it. */
char *read_all_at(int dirfd, const char *path);

/*
 * Either side. Write a line to the file `path` below `dirfd`, in one write(2):
 * files of the kernel take nothing else. Returns 0, or -1 and errno.
 */
int write_at(int dirfd, const char *path, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Host side. Fill the numbers 0 to 2 where the caller closed them, or the next
 * descriptor that we open would become the guest's stdout. The place holders
 * can be neither read nor written, and the guest sees them closed again.
 */
void file_hold_standard(void);

/*
 * Either side. Close all descriptors but 0 to 2 and `kept`, which may be -1.
 * close_range(2)
 */
void file_close_others(int kept);

/*
 * Host side. Where the running program is, or what has been put in its place
 * since. A copy of it has no name of its own: where it comes from stands in a
 * variable of the environment. Returns false where there is no /proc.
 */
#define FILE_PROGRAM "PROGRAM_FILE"
bool file_program(char *path, size_t size);

/* Host side. The path `relative` counted from the folder of that program, in a
 * static buffer. */
const char *file_near_program(const char *relative);

#endif
