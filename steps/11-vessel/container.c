/* container.c - what is known of a container: what was asked, what became. */
/* SPDX-License-Identifier: MIT */
#include "container.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"

#include "disk.h"
#include "json_file.h"
#include "paths.h"

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
	const struct disk *disk, struct container *container, const char *id)
{
	for (int tries = 0; tries < MOST_SETTLES; tries++) {
		if (!disk_read(disk, container, id))
			return false;
		if (disk_fault() || container->status != DEAD)
			return true;
		disk_settle(container);
		disk_forget(container);
	}
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = "'vessel rm -f' and 'vessel gc' remove it" },
		"container %.*s was killed, and cannot be put in order",
		SHORT_ID, id);
}

bool container_look(struct container *container, const char *word)
{
	char id[ID_LENGTH + 1];
	struct disk disk;
	bool found;

	if (!id_seek(word, id))
		return false;
	disk_begin(&disk);
	found = container_read(&disk, container, id);
	if (found && disk_fault())
		disk_broken(id);
	if (found)
		found = disk_open(&disk, container);
	disk_end(&disk);
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
	struct disk disk;
	int lock;

	memcpy(id, container->id, sizeof(id));
	disk_forget(container);
	disk_begin(&disk);
	lock = disk_lock(disk.containers, id, true);
	if (lock < 0 && errno != ENOENT)
		die("flock", "cannot lock container %.*s", SHORT_ID, id);
	if (lock < 0 || !disk_read(&disk, container, id) ||
		!disk_open(&disk, container))
		container_none(id);
	if (disk_fault())
		disk_broken(id);
	container->lock = lock;
	disk_end(&disk);
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
	struct disk disk;
	int lock = -1;

	disk_begin(&disk);
	if (id_is_whole(id))
		lock = disk_lock(disk.containers, id, true);
	if (lock < 0 || !disk_read(&disk, container, id))
		container_none(id);
	if (disk_fault())
		disk_broken(id);
	/* Somebody else was faster. */
	if (container->status == CREATED || container->status == EXITED)
		exit(EXIT_SUCCESS);
	disk_open(&disk, container);
	container->lock = lock;
	disk_end(&disk);
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
	struct disk disk;

	disk_begin(&disk);
	disk_remove(&disk, container->id);
	disk_end(&disk);
	event_log(container, "destroy");
}

void container_close(struct container *container)
{
	container_unlock(container);
	disk_forget(container);
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
