/* pins.c - namespaces that are kept when nobody is in them. */
/* SPDX-License-Identifier: MIT */
#include "pins.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "undo.h"

#include "parts.h"
#include "place.h"
#include "target.h"

bool pin_is_name(const char *name)
{
	const char *at = name;

	while (isalnum((unsigned char)*at) ||
		(*at && at > name && strchr("_.-", *at)))
		at++;
	return !*at && at > name && at - name <= LONGEST_PIN &&
	       name[strspn(name, "0123456789")];
}

void pin_name_check(const char *option, const char *name)
{
	if (!pin_is_name(name))
		options_refuse("'--%s %s' is no name of a pin: up to %d"
			       " letters, digits, '_', '.' and '-', no number",
			option, name, LONGEST_PIN);
}

/* A file that nothing is mounted on is none, and no namespace. */
int pin_kind_open(int pin, size_t i)
{
	int fd = openat(pin, parts[i].name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 || ioctl(fd, NS_GET_NSTYPE) == parts[i].flag)
		return fd;
	close(fd);
	return -1;
}

static int pin_find(int place, const char *name)
{
	int pin = place < 0 ? -1
			    : openat(place, name,
				      O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
					      O_CLOEXEC);

	if (pin < 0)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "--pins lists those that there are" },
			"there is no pin '%s'", name);
	return pin;
}

/* What was asked for by its name has to be there. */
static void kinds_check(const struct enter *enter, const bool found[])
{
	struct death death = { .code = EXIT_LAUNCHER };
	bool any = false;

	for (size_t i = 0; i < NAMESPACES; i++) {
		any |= found[i];
		if (!found[i] && enter->with && part_wanted(enter, i))
			die_of(&death, "the pin '%s' has no %s namespace",
				enter->target, parts[i].name);
	}
	death.cure = "--unpin removes what there is of it";
	if (!any)
		die_of(&death, "the pin '%s' has none of these namespaces",
			enter->target);
	death.cure = "that is a process's: --enter PID";
	if (enter->with & (1U << PART_ROOT | 1U << PART_GROUP))
		die_of(&death, "a pin has namespaces, and neither a root"
			       " directory nor a group");
}

void pin_open(struct enter *enter)
{
	bool found[NAMESPACES] = { false };
	int place, pin, fd;

	pin_name_check("enter", enter->target);
	place = place_open();
	pin = pin_find(place, enter->target);
	for (size_t i = 0; i < NAMESPACES; i++) {
		fd = part_wanted(enter, i) ? pin_kind_open(pin, i) : -1;
		if (fd < 0)
			continue;
		found[i] = true;
		namespace_keep(enter, i, fd);
	}
	kinds_check(enter, found);
	close(pin);
	close(place);
}

static void kind_path(char path[static 128], const char *name, size_t i)
{
	snprintf(path, 128, PLACE "/%s/%s", name, parts[i].name);
}

/* Whatever there is of it: it may be half made. */
static int pin_clear(int place, const char *name)
{
	char path[128];

	for (size_t i = 0; i < NAMESPACES; i++) {
		kind_path(path, name, i);
		while (umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW) == 0)
			;
		if (unlink(path) < 0 && errno != ENOENT)
			return -1;
	}
	return unlinkat(place, name, AT_REMOVEDIR);
}

static int making = -1; /* the place, locked by us */

static void pin_undo(void *name)
{
	pin_clear(making, name);
	place_release(making);
}

static void kind_keep(const char *name, size_t i, int namespace)
{
	char path[128], source[32];
	int fd;

	kind_path(path, name, i);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		die("open", "cannot make '%s'", path);
	close(fd);
	snprintf(source, sizeof(source), "/proc/self/fd/%d", namespace);
	if (mount(source, path, NULL, MS_BIND, NULL) < 0)
		die("mount", "cannot keep a namespace as '%s'", path);
}

void pin_make(const struct enter *enter)
{
	struct death death = { .code = EXIT_LAUNCHER };
	size_t i = 0;

	while (i < NAMESPACES && enter->namespaces[i] < 0)
		i++;
	if (i == NAMESPACES)
		die_of(&death, "'%s' has none of these namespaces for itself",
			enter->target);
	making = place_lock();
	if (mkdirat(making, enter->pin, 0700) < 0) {
		death.error = errno;
		death.cure = "--unpin removes it";
		die_of(&death, "cannot make the pin '%s'", enter->pin);
	}
	undo_later(pin_undo, (void *)enter->pin);
	for (; i < NAMESPACES; i++)
		if (enter->namespaces[i] >= 0)
			kind_keep(enter->pin, i, enter->namespaces[i]);
	/* It was alive until all was kept: these are its namespaces. */
	if (enter->pid)
		target_check(enter);
	undo_forget();
	place_release(making);
}

void pin_remove(const char *name)
{
	int place = place_open();

	close(pin_find(place, name));
	close(place);
	place = place_lock();
	if (pin_clear(place, name) < 0 && errno != ENOENT)
		die("rmdir", "cannot remove the pin '%s'", name);
	place_release(place);
}
