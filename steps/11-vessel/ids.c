/* ids.c - the ids of containers, and what people type of them. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

#include "names.h"
#include "paths.h"
#include "shelf.h"

#define ID_DIGITS "0123456789abcdef"

bool id_is_whole(const char *word)
{
	return strlen(word) == ID_LENGTH &&
	       strspn(word, ID_DIGITS) == ID_LENGTH;
}

/* What is shown of it is no number: it may become a host's name. */
void id_make(char id[ID_LENGTH + 1])
{
	unsigned char random[ID_LENGTH / 2];

	do {
		if (getrandom(random, sizeof(random), 0) < 0)
			die("getrandom", "cannot choose an id");
		for (size_t i = 0; i < sizeof(random); i++)
			snprintf(id + 2 * i, 3, "%02x", random[i]);
	} while (strspn(id, "0123456789") >= SHORT_ID);
}

/* Several begin like this: -1. */
static int id_complete(int containers, const char *word, char id[ID_LENGTH + 1])
{
	DIR *directory =
		fdopendir(openat(containers, ".", O_RDONLY | O_CLOEXEC));
	int found = 0;

	if (!directory)
		die("open", "cannot list '%s'", data_path("containers"));
	for (struct dirent *entry; (entry = readdir(directory));) {
		if (strncmp(entry->d_name, word, strlen(word)) != 0 ||
			!id_is_whole(entry->d_name))
			continue;
		memcpy(id, entry->d_name, ID_LENGTH + 1);
		found++;
	}
	closedir(directory);
	return found > 1 ? -1 : found;
}

static bool id_of_name(const char *word, char id[ID_LENGTH + 1])
{
	int names;
	bool found;

	if (!name_is_valid(word))
		return false;
	names = data_open("names");
	found = name_owner(names, word, id);
	close(names);
	return found;
}

bool id_seek(const char *word, char id[ID_LENGTH + 1])
{
	int containers, found = 0;
	struct stat status;

	if (!id_is_whole(word) && id_of_name(word, id))
		return true;
	if (!*word || strlen(word) > ID_LENGTH ||
		strspn(word, ID_DIGITS) != strlen(word))
		return false;
	containers = data_open("containers");
	if (!id_is_whole(word))
		found = id_complete(containers, word, id);
	else if (fstatat(containers, word, &status, AT_SYMLINK_NOFOLLOW) == 0)
		found = memcpy(id, word, ID_LENGTH + 1) != NULL;
	close(containers);
	if (found < 0)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "type more of it: 'vessel ps -a'"
				       " lists all" },
			"several containers have an id that begins with '%s'",
			word);
	return found;
}
