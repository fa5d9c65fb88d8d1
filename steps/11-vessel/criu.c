/* criu.c - a program that takes a guest's memory to the disk, and back. */
/* SPDX-License-Identifier: MIT */
#include "criu.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "file.h"
#include "signals.h"

#include "paths.h"

static char *criu_path(
	const char *id, const char *before, const char *name, const char *after)
{
	char *path;

	if (asprintf(&path, "%s/%s/%s%s%s", data_path("containers"), id, before,
		    name, after) < 0)
		die("malloc", "cannot keep a path in memory");
	return path;
}

char *checkpoint_path(const char *id, const char *name)
{
	return criu_path(id, "checkpoints/", name, "");
}

char *criu_log_path(const char *id, const char *action)
{
	return criu_path(id, "criu-", action, ".log");
}

void criu_add(struct criu *criu, const char *format, ...)
{
	va_list arguments;
	int length = -1;

	va_start(arguments, format);
	if (criu->count < MOST_CRIU_WORDS)
		length =
			vasprintf(&criu->words[criu->count], format, arguments);
	va_end(arguments);
	if (length < 0)
		die_of(&(struct death){ .code = EXIT_LAUNCHER, .error = errno },
			"cannot tell criu what the container is made of");
	criu->words[++criu->count] = NULL;
}

void criu_begin(struct criu *criu, const char *action, const char *path,
	const char *log)
{
	*criu = (struct criu){ .log = log };
	if (geteuid() != 0)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "criu(8) reads and makes processes as"
				       " root alone can" },
			"checkpoints take root");
	criu_add(criu, "criu");
	criu_add(criu, "%s", action);
	criu_add(criu, "--images-dir");
	criu_add(criu, "%s", path);
	criu_add(criu, "--log-file");
	criu_add(criu, "%s", log);
	/* The groups are made by us, before and after. */
	criu_add(criu, "--manage-cgroups=ignore");
	/* The other ends of its connections do not wait for it. */
	criu_add(criu, "--tcp-close");
	criu_add(criu, "--file-locks");
}

void criu_become(const struct criu *criu)
{
	int said = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3), error;
	int fd =
		open(criu->log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0 ||
		dup2(fd, STDERR_FILENO) < 0)
		die("open", "cannot write '%s'", criu->log);
	umask(022);
	signals_let_go();
	execvp(criu->words[0], criu->words);
	error = errno;
	dup2(said, STDERR_FILENO);
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .error = error,
		       .cure = "it is a program of its own: install criu(8)" },
		"cannot run 'criu'");
}

/* "(00.86) Error (criu/mount.c:753): mnt: no proper root" has it at the end. */
static const char *criu_reason(char *text)
{
	char *error = strstr(text, "Error ("), *end;

	if (!error)
		return "it does not say why";
	error += strcspn(error, ")\n");
	error += strspn(error, "): ");
	end = error + strcspn(error, "\n");
	*end = '\0';
	return error;
}

void criu_blame(const struct criu *criu, const char *what)
{
	char *text = read_all_at(AT_FDCWD, criu->log), *cure;

	if (asprintf(&cure, "all that it said is in %s", criu->log) < 0)
		cure = NULL;
	die_of(&(struct death){ .code = EXIT_LAUNCHER, .cure = cure },
		"criu cannot %s: %s", what,
		text ? criu_reason(text) : strerror(errno));
}
