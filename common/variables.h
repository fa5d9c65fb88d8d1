/* variables.h - the environment that our command gets, and nothing of ours. */
/* SPDX-License-Identifier: MIT */
#ifndef VARIABLES_H
#define VARIABLES_H

/* Guest side. What HOME is for the command; /root if nobody says. */
void variables_home(const char *directory);

/*
 * Guest side. What the command finds in its environment: "NAME=VALUE", ended by
 * NULL, kept, not copied; NULL: nobody says. PATH and HOME are added where they
 * are missing, TERM only if nobody says. environ(7)
 */
void variables_set(char *const variables[]);

/* Guest side. All of them; and the PATH among them, where the command is. */
char **variables_all(void);
const char *variables_path(void);

#endif
