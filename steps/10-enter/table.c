/* table.c - which pins there are, and who is in their namespaces. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

#include "parts.h"
#include "pins.h"
#include "place.h"

/* How many processes are in the namespace of kind `i` with that number? */
static size_t processes_in(size_t i, ino_t number)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	struct stat status;
	char path[300];
	size_t count = 0;

	while (proc && (entry = readdir(proc))) {
		snprintf(path, sizeof(path), "%s/ns/%s", entry->d_name,
			parts[i].name);
		count += atoi(entry->d_name) > 0 &&
			 fstatat(dirfd(proc), path, &status, 0) == 0 &&
			 status.st_ino == number;
	}
	if (proc)
		closedir(proc);
	return count;
}

static void pin_print(int place, const char *name)
{
	int pin = openat(
		place, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	bool any = false;
	struct stat status;
	int fd;

	if (pin < 0)
		return; /* it has gone */
	for (size_t i = 0; i < NAMESPACES; i++) {
		fd = pin_kind_open(pin, i);
		if (fd >= 0 && fstat(fd, &status) == 0)
			printf("%-16s  %-9s  %-10lu  %9zu\n", any ? "" : name,
				parts[i].name, (unsigned long)status.st_ino,
				processes_in(i, status.st_ino));
		any |= fd >= 0;
		if (fd >= 0)
			close(fd);
	}
	if (!any)
		printf("%-16s  half made: --unpin removes it\n", name);
	close(pin);
}

/* (What has another name is not ours, and may be anything.) */
static int is_pin(const struct dirent *entry)
{
	return pin_is_name(entry->d_name);
}

void pins_list(void)
{
	int place = place_open(), count;
	struct dirent **entries = NULL;

	count = place < 0 ? 0 : scandir(PLACE, &entries, is_pin, alphasort);
	printf("%-16s  %-9s  %-10s  %9s\n", "PIN", "NAMESPACE", "NUMBER",
		"PROCESSES");
	for (int i = 0; i < count; i++)
		pin_print(place, entries[i]->d_name);
	if (fflush(stdout) || ferror(stdout))
		die("write", "cannot write the list");
}
