/* undo.c - what the kernel does not take back by itself. */
/* SPDX-License-Identifier: MIT */
#include "undo.h"

#include <errno.h>
#include <stddef.h>

#include "die.h"
#include "signals.h"

enum { MOST_UNDONE = 32 };

static struct {
	void (*undo)(void *argument);
	void *argument;
} rows[MOST_UNDONE];
static size_t count;

void undo_later(void (*undo)(void *argument), void *argument)
{
	if (count == MOST_UNDONE)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"more than %d things to undo", MOST_UNDONE);
	signals_hold();
	rows[count].undo = undo;
	rows[count++].argument = argument;
}

void undo_all(void)
{
	/* Off the list first: if one dies, the death does not repeat it. */
	while (count > 0) {
		count--;
		rows[count].undo(rows[count].argument);
	}
}

void undo_forget(void)
{
	count = 0;
}
