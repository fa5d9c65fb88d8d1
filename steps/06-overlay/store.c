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

#include "way.h"

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

static struct way to_store;

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

/* Who can do without the directory does; others have asked for it. */
static void store_missing(const struct overlay *overlay, const char *path)
{
	bool is_wanted = overlay->name || overlay->storage_directory;

	if (is_wanted && to_store.fault)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "whoever can change a name on the way"
				       " could put other layers there:"
				       " --storage-dir DIR, with nothing but"
				       " root's and your own above it" },
			"cannot keep layers in '%s': '%s' %s", path,
			*to_store.text ? to_store.text : "/", to_store.fault);
	if (is_wanted || (errno != EROFS && errno != EACCES && errno != EPERM))
		die_path("mkdir", path, "cannot make '%s' for layers", path);
}

void store_open(struct overlay *overlay)
{
	const char *path = store_path(overlay);
	int tries = 0;

	if (!path)
		return;
	/* Whoever ends now may remove what we have just made above it. */
	do
		overlay->layers = way_open(&to_store, path);
	while (overlay->layers < 0 && errno == ENOENT && tries++ < 100);
	if (overlay->layers >= 0)
		store_check(overlay->layers, path);
	else
		store_missing(overlay, path);
}

/* What we have made above it, unless it has become another's as well. */
static void parents_remove(void)
{
	char *slash;

	while (to_store.made && (slash = strrchr(to_store.text, '/')) &&
		slash >= to_store.text + to_store.made) {
		*slash = '\0';
		rmdir(to_store.text);
	}
}

void store_close(struct overlay *overlay)
{
	if (!*to_store.text || (overlay->layers < 0 && !to_store.made))
		return;
	if (overlay->layers >= 0)
		close(overlay->layers);
	overlay->layers = -1;
	/* They fail while there is a layer, which is what we want. */
	rmdir(to_store.text);
	parents_remove();
	if (!overlay->storage_directory && !geteuid())
		rmdir(OF_SYSTEM);
}
