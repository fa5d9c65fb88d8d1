/* accounts.h - lines of /etc/passwd and /etc/group that somebody else wrote. */
/* SPDX-License-Identifier: MIT */
#ifndef ACCOUNTS_H
#define ACCOUNTS_H

#include <stdbool.h>
#include <stddef.h>

enum { PASSWD_FIELDS = 7, GROUP_FIELDS = 4 };

struct accounts {
	char *text, *next, *end;
};

/*
 * Guest side, in its own root. Read the file `path`; one that is missing is
 * empty. Dies of what is no file, or one that is larger than 16 MiB.
 */
void accounts_open(struct accounts *accounts, const char *path);
void accounts_close(struct accounts *accounts);

/*
 * Guest side. The fields of the next line that has `count` of them. False: it
 * was the last. They are good until accounts_close(). passwd(5)
 */
bool accounts_next(struct accounts *accounts, char *fields[], size_t count);

#endif
