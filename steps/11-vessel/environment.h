/* environment.h - what the command finds in its environment. */
/* SPDX-License-Identifier: MIT */
#ifndef ENVIRONMENT_H
#define ENVIRONMENT_H

#include <stddef.h>

#include "options.h"

/*
 * "NAME=VALUE", or "NAME": there shall be none. Ended by NULL, and NULL itself
 * if it is empty. environ(7)
 */
struct environment {
	char **variables;
	size_t count;
};

/* Everything here is host side. */

/* -e NAME=VALUE, -e NAME for the caller's, --env-file FILE of such lines; their
 * target is a struct environment. */
option_take environment_take, environment_take_file;

/* Are -e and --env-file passed over, as what they say is known already? */
void environment_pass_over(bool passes);

/* Set one, in the place of what it was. A bare name is kept as such. */
void environment_set(struct environment *environment, const char *variable);

/* Set all of `from`, in order, then see that the bare names are gone. */
void environment_join(
	struct environment *environment, const struct environment *from);

#endif
