/* blame.c - which component of a path is the one that fails. */
/* SPDX-License-Identifier: MIT */
#include "blame.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cause.h"
#include "die.h"

/* What is wrong with the directory `path`, all of its parents being right? */
static const char *fault_of(const char *path)
{
	struct stat stat;

	if (lstat(path, &stat) < 0)
		return errno == ENOENT         ? "does not exist"
		       : errno == ENAMETOOLONG ? "has a name that is too long"
					       : strerror(errno);
	if (S_ISLNK(stat.st_mode) && access(path, F_OK) < 0)
		return "is a symbolic link that leads nowhere";
	if (faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) < 0)
		return "is a directory that you may not enter";
	return NULL;
}

const char *path_blame(const char *path)
{
	static char text[PATH_MAX + 64];
	char part[PATH_MAX];
	const char *fault = NULL;
	struct stat status;

	if (!*path)
		return "the path is empty";
	for (size_t end = 1; !fault && end <= strlen(path); end++) {
		bool is_root = end == 1 && *path == '/';

		if (path[end] && path[end] != '/' && !is_root)
			continue;
		if (end >= sizeof(part))
			return "the path is longer than 4,095 bytes";
		memcpy(part, path, end);
		part[end] = '\0';
		if (stat(part, &status) == 0 && !S_ISDIR(status.st_mode))
			fault = "is not a directory";
		else
			fault = fault_of(part);
	}
	if (!fault)
		return NULL;
	snprintf(text, sizeof(text), "'%s' %s", part, fault);
	return text;
}

void die_path(const char *call, const char *path, const char *format, ...)
{
	struct death death = { EXIT_LAUNCHER, errno, call, NULL };
	const char *blame = path_blame(path), *cause;
	char *what, cure[2 * PATH_MAX];
	va_list arguments;

	cause = cause_of(call, death.error);
	snprintf(cure, sizeof(cure), "%s%s%s", blame ? blame : "",
		blame && cause ? "; " : "", cause ? cause : "");
	death.cure = *cure ? cure : NULL;
	va_start(arguments, format);
	if (vasprintf(&what, format, arguments) < 0)
		_exit(EXIT_LAUNCHER);
	die_of(&death, "%s", what);
}
