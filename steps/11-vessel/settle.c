/* settle.c - what was killed half-way is put in order by who comes next. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"
#include "undo.h"

#include "command.h"
#include "json_file.h"
#include "leftover.h"
#include "names.h"
#include "paths.h"
#include "remove.h"
#include "shelf.h"

/* Who had waited for it may have got what is no longer there. */
int shelf_lock(int containers, const char *entry, bool waits)
{
	int fd = openat(containers, entry,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat locked, named;
	int failed;

	if (fd < 0)
		return -1;
	do
		failed = flock(fd, LOCK_EX | (waits ? 0 : LOCK_NB));
	while (failed && errno == EINTR);
	if (!failed && fstat(fd, &locked) == 0 &&
		fstatat(containers, entry, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
		locked.st_ino == named.st_ino)
		return fd;
	if (!failed)
		errno = ENOENT;
	failed = errno;
	close(fd);
	errno = failed;
	return -1;
}

/* The directory `entry`, whatever is in it. */
static int directory_remove(int directory, const char *entry)
{
	int fd = openat(directory, entry,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int failed;

	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	failed = tree_empty(fd);
	close(fd);
	return failed ? -1 : unlinkat(directory, entry, AT_REMOVEDIR);
}

/* In one moment it is there, and in the next it is not. */
static void entry_remove(int directory, const char *id)
{
	char half[ID_LENGTH + 2];

	snprintf(half, sizeof(half), ".%s", id);
	if (renameat(directory, id, directory, half) < 0 && errno != ENOENT &&
		(directory_remove(directory, half) < 0 ||
			renameat(directory, id, directory, half) < 0))
		die("rename", "cannot remove container %.*s", SHORT_ID, id);
}

void shelf_rest(const struct shelf *shelf, const char *id)
{
	char half[ID_LENGTH + 2];

	snprintf(half, sizeof(half), ".%s", id);
	entry_remove(shelf->runs, id);
	if (directory_remove(shelf->runs, half) < 0)
		die("rmdir", "cannot remove '%s/%s'", run_path("containers"),
			half);
}

static void name_said(const char *name)
{
	(void)name;
}

/* A broken one does not say what its name was. */
static void shelf_unname(const struct shelf *shelf, const char *half)
{
	char path[ID_LENGTH + 32];
	struct json_object *config;
	const char *fault;
	int names;

	snprintf(path, sizeof(path), "%s/config.json", half);
	config = json_read_at(shelf->containers, path, &fault);
	names = names_lock();
	if (json_text(config, "name"))
		name_drop(names, json_text(config, "name"), half + 1);
	else
		names_sweep(names, name_said);
	close(names);
	json_object_put(config);
}

void shelf_remove(const struct shelf *shelf, const char *id)
{
	char half[ID_LENGTH + 2];

	snprintf(half, sizeof(half), ".%s", id);
	entry_remove(shelf->containers, id);
	shelf_unname(shelf, half);
	shelf_rest(shelf, id);
	layer_throw(id);
	if (directory_remove(shelf->containers, half) < 0)
		die("rmdir", "cannot remove '%s/%s'", data_path("containers"),
			half);
}

/* What cannot be removed is told of, and keeps nobody from anything else. */
static bool half_sweep(const struct shelf *shelf, const char *id)
{
	int status = -1;
	pid_t child;

	fflush(NULL);
	child = fork();
	if (child == 0) {
		undo_forget();
		shelf_remove(shelf, id);
		_exit(0);
	}
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return !status;
}

void shelf_sweep(const struct shelf *shelf, void (*tell)(const char *id))
{
	DIR *directory =
		fdopendir(openat(shelf->containers, ".", O_RDONLY | O_CLOEXEC));

	if (!directory)
		die("open", "cannot list '%s'", data_path("containers"));
	for (struct dirent *entry; (entry = readdir(directory));) {
		const char *half = entry->d_name;
		int lock = -1;

		if (*half == '.' && id_is_whole(half + 1))
			lock = shelf_lock(shelf->containers, half, false);
		if (lock < 0)
			continue;
		if (half_sweep(shelf, half + 1) && tell)
			tell(half + 1);
		close(lock);
	}
	closedir(directory);
}

/* Killed with SIGKILL, or, as docker has it, nobody knows of what. */
void shelf_settle(const struct container *container)
{
	const char *code = container->runtime ? "137" : "255";
	pid_t child = fork();

	if (child < 0)
		die("fork", "cannot start 'vessel end'");
	if (child == 0) {
		undo_forget();
		command_become((char *[]){ (char *)"vessel", (char *)"end",
			(char *)container->id, (char *)code, NULL });
	}
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
}
