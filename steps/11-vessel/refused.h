/* refused.h - what docker has and we do not, and the nearest that we have. */
/* SPDX-License-Identifier: MIT */
#ifndef REFUSED_H
#define REFUSED_H

#include "options.h"

/* Everything here is host side. */

/*
 * The table of options `own`, and behind it rows for docker's other options of
 * the command `name`: the usage text is silent about them, and whoever types
 * one is told what is nearest. To be freed by nobody: what was typed is known
 * by its row.
 */
const struct option_row *refused_join(
	const char *name, const struct option_row *own);

/* What is nearest to docker's command `name`; NULL: it is none of docker's. */
const char *refused_command(const char *name);

#endif
