/* gc.c - vessel gc: what killed ones have left is removed. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

#include "cgroup_resume.h"
#include "columns.h"
#include "command.h"
#include "container.h"
#include "image.h"
#include "leftover.h"
#include "names.h"
#include "shelf.h"
#include "veth.h"

static size_t gc_removed;

static void gc_tell(const char *what, const char *name)
{
	printf("removed %s %s\n", what, name);
	gc_removed++;
}

static void gc_half(const char *id)
{
	gc_tell("what was left of container", id);
}

static void gc_layer(const char *name)
{
	gc_tell("the layer", name);
}

static void gc_name(const char *name)
{
	gc_tell("the name", name);
}

/* containers_each() does what is to be done, and tells of broken ones. */
static void gc_container(struct container *container, void *argument)
{
	(void)container;
	(void)argument;
}

/* Call `each` for all names in a directory, which may go meanwhile. */
static void entries_each(const struct shelf *shelf, int directory,
	void (*each)(const struct shelf *shelf, const char *name))
{
	DIR *list = fdopendir(openat(directory, ".", O_RDONLY | O_CLOEXEC));

	if (!list)
		die("open", "cannot list what is left");
	for (struct dirent *entry; (entry = readdir(list));)
		each(shelf, entry->d_name);
	closedir(list);
}

/*
 * What a start has made that was killed, or one that ended in the middle of
 * that. Who starts one has the lock of the container.
 */
static void run_sweep(const struct shelf *shelf, const char *name)
{
	const char *id = *name == '.' ? name + 1 : name;
	struct container container;
	int lock;

	if (!id_is_whole(id))
		return;
	lock = shelf_lock(shelf->containers, id, false);
	if (lock < 0 && errno != ENOENT)
		return;
	shelf_read(shelf, &container, id);
	shelf_forget(&container);
	if ((container.status == CREATED || container.status == EXITED) &&
		faccessat(shelf->runs, name, F_OK, 0) == 0) {
		shelf_rest(shelf, id);
		gc_tell("what was left of the run of container", id);
	}
	if (lock >= 0)
		close(lock);
}

/* Who is not root has none; it is not there, or ours to be looked at. */
static void bridge_sweep(void)
{
	if (geteuid() != 0 || !if_nametoindex("vessel0"))
		return;
	veth_sweep();
	if (!if_nametoindex("vessel0"))
		gc_tell("the bridge", "vessel0");
}

static void gc_run(void)
{
	struct shelf shelf;
	int names;

	containers_each(gc_container, NULL);
	shelf_begin(&shelf);
	names = names_lock();
	names_sweep(names, gc_name);
	close(names);
	shelf_sweep(&shelf, gc_half);
	entries_each(&shelf, shelf.runs, run_sweep);
	shelf_end(&shelf);
	layers_throw(gc_layer);
	cgroup_sweep();
	bridge_sweep();
}

int command_gc(int argc, char **argv)
{
	const struct option_row options[] = { { 0 } };

	command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "",
			.about = "Remove what is left of those that were"
				 " killed.",
			.more = "Containers stay, and so do images that have a"
				" name or a container.",
			.options = options,
		},
		argc, argv, 0, 0);
	gc_run();
	image_gc(gc_tell);
	if (!gc_removed)
		puts("nothing to remove");
	stdout_end();
	return EXIT_SUCCESS;
}
