/* user.h - who the command is, by the guest's own files. */
/* SPDX-License-Identifier: MIT */
#ifndef USER_H
#define USER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The last of 32 bits stands for "no change" in setresuid(2). */
#define MOST_ID 4294967294UL

struct user {
	uid_t uid;
	gid_t gid;
	const gid_t *groups; /* supplementary, the gid not among them */
	size_t group_count;
	const char *home;  /* NULL: as ever */
	bool groups_fixed; /* known to be; else we look */
};

/* Either side. Is it all digits, and so no name? And which number, or -1? */
bool id_is_number(const char *text);
int id_read(const char *text, unsigned long *id);

/*
 * Guest side, in its own root. Whom `name` and `group` stand for in its
 * /etc/passwd and /etc/group, as docker reads them; either may be a number, or
 * NULL. Dies if there is no such name. passwd(5), group(5)
 */
struct user user_find(const char *name, const char *group);

/* Guest side. Put the user into one more group. */
void user_join(struct user *user, const char *group);

/*
 * Guest side. Become that user for good, with no group but its own. Whoever
 * was root loses all but the inheritable capabilities. credentials(7)
 */
void user_become(const struct user *user);

#endif
