/* manner.h - how a container is run: what docker's run has, and no organ. */
/* SPDX-License-Identifier: MIT */
#ifndef MANNER_H
#define MANNER_H

#include <stdbool.h>

#include "image.h"
#include "options.h"

struct manner {
	bool detached, interactive, terminal, removes;
	const char *name;        /* NULL: it gets one */
	const char *cidfile;     /* NULL: none */
	const char *detach_keys; /* NULL: the usual ones */
	enum pull pull;
	long log_size; /* bytes a file; 0: no log */
	int log_files;
};

#define DEFAULT_MANNER                                        \
	{                                                     \
		.log_size = 10L * 1024 * 1024, .log_files = 2 \
	}

/* The rows of an options table that fill `manner`, as docker names them. */
/* clang-format off */
#define MANNER_OPTIONS(manner) \
	{ "interactive", 'i', NULL, "pass stdin on, and keep it open", \
		option_flag, &(manner)->interactive }, \
	{ "tty", 't', NULL, "give it a terminal of its own", \
		option_flag, &(manner)->terminal }, \
	{ "detach", 'd', NULL, "do not wait for it: print its id", \
		option_flag, &(manner)->detached }, \
	{ "rm", 0, NULL, "remove it when it has ended", \
		option_flag, &(manner)->removes }, \
	{ "name", 0, "NAME", "what it is called (default: one is made up)", \
		option_string, &(manner)->name }, \
	{ "cidfile", 0, "FILE", "write its id to a new file", \
		option_string, &(manner)->cidfile }, \
	{ "pull", 0, "WHEN", "get the image: missing (default), always,\n" \
		"never", \
		manner_take_pull, manner }, \
	{ "log-opt", 0, "max-size=SIZE", "of a file of the log (10m)", \
		manner_take_log_size, manner }, \
	{ "log-opt", 0, "max-file=NUMBER", "how many of them (2)", \
		manner_take_log_files, manner }, \
	{ "detach-keys", 0, "KEYS", "to leave it alone (ctrl-p,ctrl-q)", \
		option_string, &(manner)->detach_keys }
/* clang-format on */

option_take manner_take_pull, manner_take_log_size, manner_take_log_files;

#endif
