/* blame.h - which component of a path is the one that fails. */
/* SPDX-License-Identifier: MIT */
#ifndef BLAME_H
#define BLAME_H

/*
 * Either side. Why the directory `path` cannot be reached: the first component
 * that is missing, is no directory or may not be entered, as a sentence in a
 * static buffer. NULL: nothing is wrong with it. path_resolution(7)
 */
const char *path_blame(const char *path);

/* Either side. die() for a `call` that failed on the directory `path`. */
_Noreturn void die_path(const char *call, const char *path, const char *format,
	...) __attribute__((format(printf, 3, 4)));

#endif
