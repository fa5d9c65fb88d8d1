/* containers.c - all containers, one after the other. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"

#include "container.h"
#include "shelf.h"

struct all {
	struct container *rows;
	size_t count, room;
};

static struct container *row_add(struct all *all)
{
	struct container *rows = all->rows;

	if (all->count == all->room) {
		all->room = all->room ? 2 * all->room : 64;
		rows = reallocarray(rows, all->room, sizeof(*rows));
	}
	if (!rows)
		die("malloc", "cannot keep the containers in memory");
	all->rows = rows;
	return &rows[all->count++];
}

/* One that was killed is put in order; one that goes meanwhile has gone. */
static void row_read(const struct shelf *shelf, struct all *all, const char *id)
{
	struct container *container = row_add(all);
	bool there = shelf_read(shelf, container, id);

	if (there && !shelf_fault() && container->status == DEAD) {
		shelf_settle(container);
		shelf_forget(container);
		there = shelf_read(shelf, container, id);
	}
	if (there && !shelf_fault())
		return;
	if (there)
		shelf_warn(id);
	shelf_forget(container);
	all->count--;
}

/* What was made last comes first, as docker has it. */
static int row_compare(const void *one, const void *other)
{
	const struct container *first = other, *second = one;
	const char *begun = json_text(first->config, "created"),
		   *later = json_text(second->config, "created");
	int order = strcmp(begun ? begun : "", later ? later : "");

	return order ? order : strcmp(first->id, second->id);
}

static void all_read(const struct shelf *shelf, struct all *all)
{
	DIR *directory =
		fdopendir(openat(shelf->containers, ".", O_RDONLY | O_CLOEXEC));

	if (!directory)
		die("open", "cannot list '%s'", data_path("containers"));
	for (struct dirent *entry; (entry = readdir(directory));)
		if (id_is_whole(entry->d_name))
			row_read(shelf, all, entry->d_name);
	closedir(directory);
	if (all->count)
		qsort(all->rows, all->count, sizeof(*all->rows), row_compare);
}

void containers_each(void (*each)(struct container *container, void *argument),
	void *argument)
{
	struct all all = { 0 };
	struct shelf shelf;

	shelf_begin(&shelf);
	all_read(&shelf, &all);
	shelf_end(&shelf);
	for (size_t i = 0; i < all.count; i++) {
		each(&all.rows[i], argument);
		container_close(&all.rows[i]);
	}
	free(all.rows);
}
