/* container.c - what is known of a container: what was asked, what became. */
/* SPDX-License-Identifier: MIT */
#include "container.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"

#include "json_file.h"
#include "paths.h"
#include "shelf.h"

enum { MOST_SETTLES = 3 };

const char *status_name(enum status status)
{
	static const char *const names[] = { [CREATED] = "created",
		[STARTING] = "starting",
		[RUNNING] = "running",
		[PAUSED] = "paused",
		[EXITED] = "exited",
		[DEAD] = "dead" };

	return names[status];
}

static _Noreturn void container_none(const char *word)
{
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "'vessel ps -a' lists all" },
		"no such container: %s", word);
}

/* Whose monitor was killed is put in order first. */
static bool container_read(
	const struct shelf *shelf, struct container *container, const char *id)
{
	for (int tries = 0; tries < MOST_SETTLES; tries++) {
		if (!shelf_read(shelf, container, id))
			return false;
		if (shelf_fault() || container->status != DEAD)
			return true;
		shelf_settle(container);
		shelf_forget(container);
	}
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "'vessel rm -f' and 'vessel gc' remove it" },
		"container %.*s was killed, and cannot be put in order",
		SHORT_ID, id);
}

bool container_look(struct container *container, const char *word)
{
	char id[ID_LENGTH + 1];
	struct shelf shelf;
	bool found;

	if (!id_seek(word, id))
		return false;
	shelf_begin(&shelf);
	found = container_read(&shelf, container, id);
	if (found && shelf_fault())
		shelf_broken(id);
	if (found)
		found = shelf_open(&shelf, container);
	shelf_end(&shelf);
	return found;
}

void container_find(struct container *container, const char *word)
{
	if (!container_look(container, word))
		container_none(word);
}

/* What was known of it may be of another time by now. */
void container_lock(struct container *container)
{
	char id[ID_LENGTH + 1];
	struct shelf shelf;
	int lock;

	memcpy(id, container->id, sizeof(id));
	shelf_forget(container);
	shelf_begin(&shelf);
	lock = shelf_lock(shelf.containers, id, true);
	if (lock < 0 && errno != ENOENT)
		die("flock", "cannot lock container %.*s", SHORT_ID, id);
	if (lock < 0 || !shelf_read(&shelf, container, id) ||
		!shelf_open(&shelf, container))
		container_none(id);
	if (shelf_fault())
		shelf_broken(id);
	container->lock = lock;
	shelf_end(&shelf);
}

/* Children have it, too, and let go of it for themselves. */
void container_unlock(struct container *container)
{
	if (container->lock >= 0)
		close(container->lock);
	container->lock = -1;
}

void container_take(struct container *container, const char *id)
{
	struct shelf shelf;
	int lock = -1;

	shelf_begin(&shelf);
	if (id_is_whole(id))
		lock = shelf_lock(shelf.containers, id, true);
	if (lock < 0 || !shelf_read(&shelf, container, id))
		container_none(id);
	if (shelf_fault())
		shelf_broken(id);
	/* Somebody else was faster. */
	if (container->status == CREATED || container->status == EXITED)
		exit(EXIT_SUCCESS);
	shelf_open(&shelf, container);
	container->lock = lock;
	shelf_end(&shelf);
}

static void container_save(const struct container *container, int directory,
	const char *name, struct json_object *object, bool lasting)
{
	if (json_write_at(directory, name, object, lasting) < 0)
		die("write", "cannot write %s of container %.*s", name,
			SHORT_ID, container->id);
}

void container_save_config(const struct container *container)
{
	container_save(container, container->directory, "config.json",
		container->config, true);
}

void container_save_state(const struct container *container)
{
	container_save(container, container->directory, "state.json",
		container->state, false);
}

void container_save_live(const struct container *container)
{
	container_save(container, container->live, "live.json",
		container->runtime, false);
}

void container_remove(struct container *container)
{
	struct shelf shelf;

	shelf_begin(&shelf);
	shelf_remove(&shelf, container->id);
	shelf_end(&shelf);
	event_log(container, "destroy");
}

void container_close(struct container *container)
{
	container_unlock(container);
	shelf_forget(container);
}

void container_must_run(const struct container *container, bool paused)
{
	if (container->status == RUNNING ||
		(container->status == PAUSED && paused))
		return;
	if (container->status == PAUSED)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "'vessel unpause' lets it go on" },
			"container %s is paused", container->name);
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "'vessel start' starts it" },
		"container %s is not running", container->name);
}

void container_same(const struct container *container)
{
	struct container now;

	container_find(&now, container->id);
	container_must_run(&now, true);
	if (now.pid != container->pid)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"container %s was started anew meanwhile", now.name);
	container_close(&now);
}
