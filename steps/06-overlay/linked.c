/* linked.c - files of a copy that have more than one name. */
/* SPDX-License-Identifier: MIT */
#include "linked.h"

#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file with more than one name, and the first of them below the copy. */
struct linked {
	dev_t device; /* subvolumes have one each */
	ino_t inode;
	char *path;
};

static int linked_compare(const void *one, const void *other)
{
	const struct linked *first = one, *second = other;

	if (first->device != second->device)
		return first->device < second->device ? -1 : 1;
	return first->inode < second->inode ? -1 : first->inode > second->inode;
}

static void linked_free(void *node)
{
	struct linked *file = node;

	free(file->path);
	free(file);
}

int linked_again(void **known, const struct stat *status, int root,
	const char *path, int to, const char *name)
{
	struct linked *file = malloc(sizeof(*file)), **found;

	if (!file)
		return -1;
	*file = (struct linked){ status->st_dev, status->st_ino, strdup(path) };
	found = file->path ? tsearch(file, known, linked_compare) : NULL;
	if (!found) {
		linked_free(file);
		errno = ENOMEM;
		return -1;
	}
	if (*found == file)
		return 0;
	if (linkat(root, (*found)->path, to, name, 0) == 0) {
		linked_free(file);
		return 1;
	}
	if (errno != ENOENT) {
		free(file->path); /* and errno is as it was. free(3) */
		free(file);
		return -1;
	}
	/* That name was not copied: this one is the first. */
	free((*found)->path);
	(*found)->path = file->path;
	free(file);
	return 0;
}

void linked_forget(void *known)
{
	tdestroy(known, linked_free);
}
