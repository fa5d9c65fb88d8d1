/* shelf.c - containers as they stand on the disk. */
/* SPDX-License-Identifier: MIT */
#include "shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"
#include "file.h"
#include "undo.h"

#include "command.h"
#include "image.h"
#include "json_file.h"
#include "names.h"
#include "paths.h"

static char shelf_wrong[ID_LENGTH + 4352]; /* and a path */

void shelf_begin(struct shelf *shelf)
{
	shelf->containers = data_open("containers");
	shelf->runs = run_open("containers");
}

void shelf_end(const struct shelf *shelf)
{
	close(shelf->containers);
	close(shelf->runs);
}

const char *shelf_fault(void)
{
	return *shelf_wrong ? shelf_wrong : NULL;
}

static const char *shelf_cure(const char *id)
{
	static char cure[64];

	snprintf(cure, sizeof(cure), "'vessel rm -f %.*s' removes it", SHORT_ID,
		id);
	return cure;
}

void shelf_broken(const char *id)
{
	die_of(&(struct death){ .code = EXIT_LAUNCHER, .cure = shelf_cure(id) },
		"container %.*s is broken: %s", SHORT_ID, id, shelf_wrong);
}

void shelf_warn(const char *id)
{
	warn_lines(shelf_cure(id), "container %.*s is broken: %s", SHORT_ID, id,
		shelf_wrong);
}

/* The first thing that is wrong is told. */
static struct json_object *part_read(int directory, const char *id,
	const char *name, const char *(*path)(const char *below))
{
	char below[ID_LENGTH + 32], whole[ID_LENGTH + 48];
	struct json_object *object;
	const char *fault;

	snprintf(below, sizeof(below), "%s/%s", id, name);
	object = json_read_at(directory, below, &fault);
	snprintf(whole, sizeof(whole), "containers/%s", below);
	if (fault && !*shelf_wrong)
		snprintf(shelf_wrong, sizeof(shelf_wrong), "'%s' %s",
			path(whole), fault);
	return object;
}

/*
 * Does somebody hold the lock of its monitor? We only look, which nobody but
 * who takes it sees, and that one waits. Its pid stands in the file. flock(2)
 */
static bool monitor_lives(int runs, const char *id, pid_t *pid)
{
	char path[ID_LENGTH + 32], text[32] = "";
	bool lives;
	int fd;

	snprintf(path, sizeof(path), "%s/monitor.lock", id);
	fd = openat(runs, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return false;
	lives = flock(fd, LOCK_SH | LOCK_NB) < 0;
	if (lives && read(fd, text, sizeof(text) - 1) > 0)
		*pid = (pid_t)strtol(text, NULL, 10);
	close(fd);
	return lives;
}

/*
 * It may start or end while we look. Who ends writes what became of it first,
 * then lets go of what tells that it runs: so this is read in the other order.
 */
static bool runtime_read(const struct shelf *shelf, struct container *container)
{
	const char *id = container->id;
	bool lives = monitor_lives(shelf->runs, id, &container->monitor);

	container->runtime = part_read(shelf->runs, id, "live.json", run_path);
	if (!lives || container->runtime)
		return lives;
	return monitor_lives(shelf->runs, id, &container->monitor);
}

/* One that was started and has not ended ran when the machine went down. */
static enum status status_of(const struct container *container, bool lives)
{
	if (lives && !container->runtime)
		return STARTING;
	if (lives)
		return json_truth(container->runtime, "paused") ? PAUSED
								: RUNNING;
	if (container->runtime ||
		(json_member(container->state, "started") &&
			!json_member(container->state, "finished")))
		return DEAD;
	return container->state ? EXITED : CREATED;
}

static void container_fill(struct container *container, bool lives)
{
	const char *name = json_text(container->config, "name");

	snprintf(container->name, sizeof(container->name), "%s",
		name ? name : "");
	container->status = status_of(container, lives);
	container->exit_code = (int)json_number(container->state, "exit_code");
	container->pid = (pid_t)json_number(container->runtime, "pid");
}

/* Has it all that a start reads? */
static bool config_fits(struct json_object *config)
{
	static const char *const lists[] = { "environment", "options",
		"command" };
	const char *name = json_text(config, "name");
	int layers = json_words(config, "layers");
	bool fits = layers > 0 && layers <= MOST_LAYERS && name &&
		    name_is_valid(name) && json_text(config, "image");

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		fits &= json_words(config, lists[i]) >= 0;
	return fits;
}

bool shelf_read(
	const struct shelf *shelf, struct container *container, const char *id)
{
	bool lives;

	*shelf_wrong = '\0';
	*container =
		(struct container){ .directory = -1, .live = -1, .lock = -1 };
	memcpy(container->id, id, ID_LENGTH);
	lives = runtime_read(shelf, container);
	container->state =
		part_read(shelf->containers, id, "state.json", data_path);
	container->config =
		part_read(shelf->containers, id, "config.json", data_path);
	container_fill(container, lives);
	if (container->config && !config_fits(container->config) &&
		!*shelf_wrong)
		snprintf(shelf_wrong, sizeof(shelf_wrong),
			"'%s/%s/config.json' is no JSON of ours",
			data_path("containers"), id);
	if (container->config || *shelf_wrong)
		return true;
	if (faccessat(shelf->containers, id, F_OK, 0) < 0)
		return false;
	snprintf(shelf_wrong, sizeof(shelf_wrong),
		"there is no config.json in '%s/containers/%s'", data_path(""),
		id);
	return true;
}

bool shelf_open(const struct shelf *shelf, struct container *container)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

	container->directory = openat(shelf->containers, container->id, flags);
	container->live = openat(shelf->runs, container->id, flags);
	if (container->directory >= 0)
		return true;
	if (errno == ENOENT)
		return false;
	die("open", "cannot open container %.*s", SHORT_ID, container->id);
}

void shelf_forget(struct container *container)
{
	json_object_put(container->config);
	json_object_put(container->state);
	json_object_put(container->runtime);
	if (container->directory >= 0)
		close(container->directory);
	if (container->live >= 0)
		close(container->live);
	container->config = container->state = container->runtime = NULL;
	container->directory = container->live = -1;
}
