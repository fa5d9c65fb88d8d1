/* tool.h - another program does something for us, and we wait for it. */
/* SPDX-License-Identifier: MIT */
#ifndef TOOL_H
#define TOOL_H

#include <stddef.h>

struct tool {
	const char *const *words; /* its name first, NULL last */
	const char *package;      /* what to install if it is missing */
	const char *doing;        /* for messages: "pull 'debian'" */
	int kept;                 /* a descriptor that it gets; -1: none */
	void (*meanwhile)(void);  /* now and then; may be NULL */
};

/*
 * Host side. Run it: it has no terminal to ask on, and dies with us. Returns
 * what it has written to stdout, up to `size` - 1 bytes, to be freed. If it
 * fails, or writes more, we die with the last line of what it says.
 */
char *tool_run(const struct tool *tool, size_t size);

/* Host side. What to do about it, if it says that; NULL: who knows. */
const char *tool_cure(const char *said);

#endif
