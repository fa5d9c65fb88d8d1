/* create.c - a container comes to be, in one moment. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

#include "container.h"
#include "json_file.h"
#include "names.h"
#include "paths.h"
#include "shelf.h"
#include "when.h"

/* Its directory, locked, which nobody finds yet. */
static void half_make(
	const struct shelf *shelf, struct container *container, char *half)
{
	do {
		id_make(container->id);
		snprintf(half, ID_LENGTH + 2, ".%s", container->id);
		if (mkdirat(shelf->containers, half, 0700) < 0)
			die("mkdir", "cannot make a container in '%s'",
				data_path("containers"));
		/* (Who sweeps may have taken it for somebody's who is gone.) */
		container->lock = shelf_lock(shelf->containers, half, false);
	} while (container->lock < 0);
	container->directory =
		openat(container->lock, ".", O_RDONLY | O_CLOEXEC);
}

/* Half of it is worse than nothing. */
static void half_remove(const struct shelf *shelf, struct container *container,
	const char *half)
{
	int error = errno;

	unlinkat(container->directory, "config.json", 0);
	unlinkat(shelf->containers, half, AT_REMOVEDIR);
	errno = error;
}

/* Others are looking for names as well: theirs may be there by now. */
static int half_name(const struct shelf *shelf, struct container *container,
	const char *half)
{
	int names = names_lock(), failed, error;

	failed = name_take(names, container->name, container->id);
	if (!failed && renameat(shelf->containers, half, shelf->containers,
			       container->id) < 0) {
		error = errno;
		name_drop(names, container->name, container->id);
		errno = error == EEXIST ? EIO : error;
		failed = -1;
	}
	error = errno;
	close(names);
	errno = error;
	return failed;
}

static void half_describe(const struct container *container)
{
	char here[PATH_MAX];

	json_set_text(container->config, "id", container->id);
	json_set_text(container->config, "name", container->name);
	json_set_text(container->config, "created", when_now());
	if (getcwd(here, sizeof(here)))
		json_set_text(container->config, "directory", here);
}

static int half_finish(const struct shelf *shelf, struct container *container,
	const char *name, const char *half)
{
	do {
		if (!name)
			name_choose(container->name);
		half_describe(container);
		if (json_write_at(container->directory, "config.json",
			    container->config, true) < 0)
			return -1;
		if (half_name(shelf, container, half) == 0)
			return 0;
	} while (!name && errno == EEXIST);
	return -1;
}

void container_create(struct container *container, const char *name,
	struct json_object *config)
{
	char half[ID_LENGTH + 2], owner[ID_LENGTH + 1];
	struct shelf shelf;

	*container = (struct container){
		.config = config, .status = CREATED, .live = -1
	};
	if (name)
		name_check(name);
	snprintf(container->name, sizeof(container->name), "%s",
		name ? name : "");
	shelf_begin(&shelf);
	shelf_sweep(&shelf, NULL);
	half_make(&shelf, container, half);
	if (half_finish(&shelf, container, name, half) < 0) {
		half_remove(&shelf, container, half);
		if (errno == EEXIST && id_seek(name, owner))
			name_taken(name, owner);
		die("write", "cannot make a container in '%s'",
			data_path("containers"));
	}
	shelf_end(&shelf);
	event_log(container, "create");
}
