/* parcel.c - what both ends of a copy have in common. */
/* SPDX-License-Identifier: MIT */
#include "parcel.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <linux/openat2.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "die.h"

/*
 * Names are letters to a tar stream. What tells those of one alphabet from
 * those of another is looked for when it is first needed: in the root that we
 * are in then, where it could be a program of somebody else's (CVE-2019-14271).
 * So it is needed now. iconv_open(3)
 */
void parcel_prepare(struct parcel *parcel)
{
	iconv_t same;

	parcel->letters = setlocale(LC_CTYPE, "C.UTF-8");
	same = iconv_open("UTF-8", "UTF-8");
	if (same != (iconv_t)-1) /* NOLINT: so the man page has it */
		iconv_close(same);
	parcel->processes = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (parcel->processes < 0)
		die("open", "cannot open '/proc'");
}

/* A magic link leads to where a process is, and not to where it says. */
int parcel_open(const char *path, bool follows)
{
	const struct open_how how = {
		.flags = O_PATH | O_CLOEXEC | (follows ? 0 : O_NOFOLLOW),
		.resolve = RESOLVE_NO_MAGICLINKS,
	};

	return (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));
}

int parcel_reopen(const struct parcel *parcel, int fd, int flags)
{
	char path[32];

	snprintf(path, sizeof(path), "self/fd/%d", fd);
	return openat(parcel->processes, path, flags | O_CLOEXEC | O_NOCTTY);
}

bool parcel_takes(const struct parcel *parcel, const char *name)
{
	/* What an overlay notes in those is nobody else's. */
	if (!strncmp(name, "user.", 5))
		return strncmp(name, "user.overlay.", 13) != 0;
	return parcel->whole &&
	       (!strcmp(name, "security.capability") ||
		       !strncmp(name, "system.posix_acl_", 17));
}

uid_t parcel_owner(
	const struct parcel *parcel, const struct idmap *map, unsigned long id)
{
	for (size_t i = 0; map && i < map->count; i++) {
		const struct extent *extent = &map->extents[i];
		unsigned long from =
			parcel->leaves ? extent->outside : extent->inside;
		unsigned long to =
			parcel->leaves ? extent->inside : extent->outside;

		if (id >= from && id - from < extent->count)
			return (uid_t)(to + (id - from));
	}
	/* Who does not exist in there is its root: it has come from outside. */
	return map && parcel->leaves ? 0 : (uid_t)id;
}
