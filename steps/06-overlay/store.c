/* store.c - the directory in which all layers lie. */
/* SPDX-License-Identifier: MIT */
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blame.h"
#include "die.h"

#define OF_SYSTEM "/var/lib/vessel"

const char *store_path(const struct overlay *overlay)
{
	static char path[PATH_MAX];
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");

	if (*path)
		return path; /* the guest may be somebody else meanwhile */
	if (overlay->storage_directory)
		snprintf(path, sizeof(path), "%s/layers",
			overlay->storage_directory);
	else if (geteuid() == 0)
		snprintf(path, sizeof(path), OF_SYSTEM "/layers");
	else if (data && *data == '/')
		snprintf(path, sizeof(path), "%s/vessel/layers", data);
	else if (home && *home == '/')
		snprintf(path, sizeof(path), "%s/.local/share/vessel/layers",
			home);
	else
		return NULL;
	return path;
}

static size_t made; /* the length of the first path that we made; 0: none */

/* Make `path` and what is missing above it. Returns a descriptor, or -1. */
static int directory_make(char *path)
{
	for (char *slash = path; slash; *slash = '/') {
		slash = strchr(slash + 1, '/');
		if (slash)
			*slash = '\0';
		if (mkdir(path, 0700) == 0) {
			made = made ? made : strlen(path);
		} else if (errno != EEXIST) {
			if (slash)
				*slash = '/';
			return -1;
		}
		if (!slash)
			break;
	}
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/*
 * Layers hold files of root's with the setuid bit, and devices: nobody else
 * may come near them. path_resolution(7)
 */
void store_check(int directory, const char *path)
{
	struct stat status;

	if (fstat(directory, &status) < 0)
		die("stat", "cannot look at '%s'", path);
	if (status.st_uid != geteuid() || (status.st_mode & 077))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "a setuid program in a layer would be"
				       " there for them to run: chown it to"
				       " yourself, and chmod 700" },
			"others may enter '%s', or it is not yours", path);
}

void store_open(struct overlay *overlay)
{
	const char *path = store_path(overlay);
	char text[PATH_MAX];
	int tries = 0;

	if (!path)
		return;
	snprintf(text, sizeof(text), "%s", path);
	/* Whoever ends now may remove what we have just made above it. */
	do
		overlay->layers = directory_make(text);
	while (overlay->layers < 0 && errno == ENOENT && tries++ < 100);
	if (overlay->layers >= 0)
		store_check(overlay->layers, path);
	else if (overlay->name || overlay->storage_directory ||
		 (errno != EROFS && errno != EACCES && errno != EPERM))
		die_path("mkdir", path, "cannot make '%s' for layers", path);
}

/* What we have made above `path`, unless it has become another's as well. */
static void parents_remove(const char *path)
{
	char text[PATH_MAX], *slash;

	snprintf(text, sizeof(text), "%s", path);
	while (made && (slash = strrchr(text, '/')) && slash >= text + made) {
		*slash = '\0';
		rmdir(text);
	}
}

void store_close(struct overlay *overlay)
{
	const char *path = store_path(overlay);

	if (!path || (overlay->layers < 0 && !made))
		return;
	if (overlay->layers >= 0)
		close(overlay->layers);
	overlay->layers = -1;
	/* They fail while there is a layer, which is what we want. */
	rmdir(path);
	parents_remove(path);
	if (!overlay->storage_directory && !geteuid())
		rmdir(OF_SYSTEM);
}
