/* commands.c - what can be typed after `vessel`. */
/* SPDX-License-Identifier: MIT */
#include "command.h"

#include <stddef.h>

const struct command commands[] = {
	{ "run", "start a new container", command_run_container, "containers" },
	{ "create", "make one that is started later", command_create, NULL },
	{ "start", "start one that was made, or has ended", command_start,
		NULL },
	{ "end", NULL, command_end, NULL },
	{ 0 },
};
