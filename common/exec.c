/* exec.c - become another program, or say precisely why not. */
/* SPDX-License-Identifier: MIT */
#include "exec.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "blame.h"
#include "die.h"
#include "file.h"
#include "interpreter.h"
#include "signals.h"
#include "variables.h"

/*
 * The three that the command keeps lead out just as well if they are
 * directories. (Those that we hold closed are gone in execve(2).) openat(2)
 */
static void standard_check(void)
{
	static const char *const names[] = { "stdin", "stdout", "stderr" };
	struct stat status;

	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode) &&
			!(fcntl(fd, F_GETFD) & FD_CLOEXEC))
			die_of(&(struct death){ .code = EXIT_LAUNCHER,
				       .cure = "give it a file, a pipe, a"
					       " terminal or /dev/null" },
				"%s is a directory: the command could leave its"
				" root through it",
				names[fd]);
}

/* A user who is not root may be kept out by a directory on the way. */
static const char *denied_by(const char *path)
{
	const char *end = strrchr(path, '/'), *blame = path_blame("/");
	char directory[PATH_MAX];

	if (blame || !end || end == path)
		return blame;
	snprintf(directory, sizeof(directory), "%.*s", (int)(end - path), path);
	return path_blame(directory);
}

/* Why the file `path` cannot be executed, as far as one can see; or NULL. */
static const char *refusal_of(const char *path)
{
	struct statvfs mount;
	struct stat status;

	if (stat(path, &status) < 0)
		return errno == EACCES ? denied_by(path)
				       : "that program loads it, and this root"
					 " does not have it";
	if (S_ISDIR(status.st_mode))
		return "it is a directory";
	if (statvfs(path, &mount) == 0 && mount.f_flag & ST_NOEXEC)
		return "nothing is executed from where it is: a mount with"
		       " noexec";
	if (faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) < 0)
		return "it is not executable: chmod +x";
	return NULL;
}

static const char *refusal; /* of the last file that was tried */

/* Become the file `path`. Returns with errno if another may be tried. */
static void exec_file(const char *path, char *const command[])
{
	const char *needs;
	struct stat status;
	int error;

	execve(path, command, variables_all());
	error = errno; /* what follows only looks for the reason */
	if (error == EACCES && stat(path, &status) == 0 &&
		S_ISDIR(status.st_mode))
		error = EISDIR;
	refusal = refusal_of(path);
	if (!refusal && (needs = interpreter_of(path)) && *needs &&
		(refusal = refusal_of(needs)))
		die_of(&(struct death){ EXIT_CANNOT_EXECUTE, error, NULL,
			       refusal },
			"cannot run '%s': its interpreter '%s'", path, needs);
	errno = error;
}

/* Is this an errno of a path where nothing is? */
static bool is_absent(int error)
{
	return error == ENOENT || error == ENOTDIR;
}

static _Noreturn void exec_failed(const char *name, int error)
{
	struct death death = { EXIT_CANNOT_EXECUTE, error, NULL, NULL };
	bool is_name = !strchr(name, '/');
	char cure[512];

	if (is_absent(error) || error == ENAMETOOLONG)
		death.code = EXIT_NOT_FOUND;
	if (is_absent(error) && is_name) {
		snprintf(cure, sizeof(cure), "it is in no directory of PATH=%s",
			variables_path());
		death.cure = cure;
	}
	if (is_absent(error) && *name == '-')
		death.cure = "options stand in front: what follows is the"
			     " command's";
	if (is_absent(error) && access("/bin", F_OK) < 0)
		death.cure = "this root has no /bin: is it a root file system?"
			     " 'make rootfs' makes one";
	if (!*name)
		death.cure = "the command is empty";
	if (error == EACCES)
		death.cure = refusal;
	if (error == ENOEXEC)
		death.cure = "it is no program, or one for another processor,"
			     " or a script without #!";
	if (error == E2BIG)
		death.cure = "the arguments and the environment are too long"
			     " together: getconf ARG_MAX";
	die_of(&death, "cannot run '%s'", name);
}

/* Try the command in each directory of PATH. Returns what went wrong. */
static int exec_search(char *const command[])
{
	const char *end, *at = variables_path();
	char path[PATH_MAX];
	int error = ENOENT;

	for (; at; at = *end ? end + 1 : NULL) {
		end = at + strcspn(at, ":");
		/* An empty one is where we are. environ(7) */
		if (snprintf(path, sizeof(path), "%.*s/%s",
			    end > at ? (int)(end - at) : 1, end > at ? at : ".",
			    command[0]) >= (int)sizeof(path))
			return ENAMETOOLONG;
		exec_file(path, command);
		if (!is_absent(errno) && errno != EACCES && errno != EISDIR)
			return errno;
		if (!is_absent(errno))
			error = errno; /* found, but go on looking */
	}
	return error;
}

void exec_command(char *const command[])
{
	standard_check();
	/*
	 * A descriptor that the caller left open is a way out: a directory of
	 * the host can be entered through it. All go but 0 to 2, and the socket
	 * for our own last words, which is close-on-exec like everything that
	 * we opened ourselves.
	 */
	file_close_others(die_channel());
	signals_let_go();
	if (!*command[0])
		exec_failed("", ENOENT);
	if (!strchr(command[0], '/'))
		exec_failed(command[0], exec_search(command));
	exec_file(command[0], command);
	exec_failed(command[0], errno);
}
