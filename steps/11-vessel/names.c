/* names.c - the names of containers, each of them one container's. */
/* SPDX-License-Identifier: MIT */
#include "names.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "die.h"

#include "json_file.h"
#include "paths.h"
#include "shelf.h"

bool name_is_valid(const char *name)
{
	const char *at = name;

	while (isalnum((unsigned char)*at) ||
		(*at && at > name && strchr("_.-", *at)))
		at++;
	return !*at && at > name && at - name <= LONGEST_CONTAINER_NAME;
}

void name_check(const char *name)
{
	if (!name_is_valid(name))
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "letters, digits and _.- make one, 128"
				       " at most, the first no sign" },
			"invalid container name '%s'", name);
}

int names_lock(void)
{
	int names = data_open("names");

	while (flock(names, LOCK_EX) < 0)
		if (errno != EINTR)
			die("flock", "cannot lock '%s'", data_path("names"));
	return names;
}

/* Does the container `id` say that this is its name? It may be unreadable. */
static bool name_is_of(const char *name, const char *id)
{
	char path[ID_LENGTH + sizeof("/config.json")];
	int containers = data_open("containers");
	struct json_object *config;
	const char *fault, *own;
	bool is_its;

	snprintf(path, sizeof(path), "%.*s/config.json", ID_LENGTH, id);
	config = json_read_at(containers, path, &fault);
	close(containers);
	own = json_text(config, "name");
	is_its = fault || (own && !strcmp(own, name));
	json_object_put(config);
	return is_its;
}

bool name_owner(int names, const char *name, char id[ID_LENGTH + 1])
{
	ssize_t length = readlinkat(names, name, id, ID_LENGTH + 1);

	if (length < 0 && errno == ENOENT)
		return false;
	if (length < 0)
		die("readlink", "cannot read '%s/%s'", data_path("names"),
			name);
	id[length > ID_LENGTH ? 0 : length] = '\0';
	return id_is_whole(id) && name_is_of(name, id);
}

int name_take(int names, const char *name, const char *id)
{
	char owner[ID_LENGTH + 1];

	if (symlinkat(id, names, name) == 0)
		return 0;
	if (errno != EEXIST)
		return -1;
	if (name_owner(names, name, owner)) {
		errno = EEXIST;
		return -1;
	}
	/* Whoever made it did not come to an end. */
	unlinkat(names, name, 0);
	return symlinkat(id, names, name);
}

void name_drop(int names, const char *name, const char *id)
{
	char owner[ID_LENGTH + 1] = "";
	ssize_t length = readlinkat(names, name, owner, ID_LENGTH);

	if (length == ID_LENGTH && !strcmp(owner, id))
		unlinkat(names, name, 0);
}

void name_taken(const char *name, const char *id)
{
	char cure[LONGEST_CONTAINER_NAME + 80];

	snprintf(cure, sizeof(cure),
		"'vessel rm -f %.*s' removes that one, 'vessel rename' gives it"
		" another",
		LONGEST_CONTAINER_NAME, name);
	die_of(&(struct death){ .code = EXIT_LAUNCHER, .cure = cure },
		"the container name '%s' is already in use by container %.*s",
		name, SHORT_ID, id);
}

void names_sweep(int names, void (*tell)(const char *name))
{
	DIR *directory = fdopendir(openat(names, ".", O_RDONLY | O_CLOEXEC));
	char id[ID_LENGTH + 1];

	if (!directory)
		die("open", "cannot list '%s'", data_path("names"));
	for (struct dirent *entry; (entry = readdir(directory));) {
		if (*entry->d_name == '.' ||
			name_owner(names, entry->d_name, id))
			continue;
		if (unlinkat(names, entry->d_name, 0) == 0)
			tell(entry->d_name);
	}
	closedir(directory);
}
