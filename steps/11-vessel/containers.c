/* containers.c - all containers, one after the other. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"

#include "container.h"
#include "disk.h"

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
static void row_read(const struct disk *disk, struct all *all, const char *id)
{
	struct container *container = row_add(all);
	bool there = disk_read(disk, container, id);

	if (there && !disk_fault() && container->status == DEAD) {
		disk_settle(container);
		disk_forget(container);
		there = disk_read(disk, container, id);
	}
	if (there && !disk_fault())
		return;
	if (there)
		disk_warn(id);
	disk_forget(container);
	all->count--;
}

static int row_compare(const void *one, const void *other)
{
	const struct container *first = one, *second = other;
	const char *begun = json_text(first->config, "created"),
		   *later = json_text(second->config, "created");
	int order = strcmp(begun ? begun : "", later ? later : "");

	return order ? order : strcmp(first->id, second->id);
}

static void all_read(const struct disk *disk, struct all *all)
{
	DIR *directory =
		fdopendir(openat(disk->containers, ".", O_RDONLY | O_CLOEXEC));

	if (!directory)
		die("open", "cannot list '%s'", data_path("containers"));
	for (struct dirent *entry; (entry = readdir(directory));)
		if (id_is_whole(entry->d_name))
			row_read(disk, all, entry->d_name);
	closedir(directory);
	if (all->count)
		qsort(all->rows, all->count, sizeof(*all->rows), row_compare);
}

/* So many directories cannot be open at once: each is, when its turn comes. */
void containers_each(void (*each)(struct container *container, void *argument),
	void *argument)
{
	struct all all = { 0 };
	struct disk disk;

	disk_begin(&disk);
	all_read(&disk, &all);
	for (size_t i = 0; i < all.count; i++) {
		if (disk_open(&disk, &all.rows[i]))
			each(&all.rows[i], argument);
		container_close(&all.rows[i]);
	}
	free(all.rows);
	disk_end(&disk);
}
