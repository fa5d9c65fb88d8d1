/* machine.h - what this machine is. */
/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_H
#define MACHINE_H

#include <stdbool.h>

/* A label, and what there is to say of it. Valid until the next call. */
struct machine_row {
	const char *label;
	bool is_public; /* belongs into a bug report: names no name, no path */
	const char *(*value)(void); /* NULL: nothing to say */
};

/* All of them, ended by an empty row. */
extern const struct machine_row machine_rows[];

/* Are we below a chroot? Is there a system call filter on us? */
bool machine_chrooted(void);
bool machine_filtered(void);

#endif
