/* undo.c - what the kernel does not take back by itself. */
/* SPDX-License-Identifier: MIT */
#include "undo.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "die.h"
#include "signals.h"

enum { MOST_UNDONE = 32, RESERVED = 4 };

static struct {
	void (*undo)(void *argument);
	void *argument;
} rows[MOST_UNDONE];
static size_t count;
static bool undone = true; /* all that there was */

/* Undoing wants descriptors, and what we die of may be that there are none. */
static int reserve[RESERVED];
static bool reserved;

static void reserve_take(void)
{
	for (size_t i = 0; i < RESERVED && !reserved; i++) {
		reserve[i] = open("/", O_PATH | O_CLOEXEC);
		if (reserve[i] < 0)
			die("open", "cannot keep %d descriptors to undo with",
				RESERVED);
	}
	reserved = true;
}

static void reserve_release(void)
{
	for (size_t i = 0; i < RESERVED && reserved; i++)
		close(reserve[i]);
	reserved = false;
}

/* libnftables ends the program where memory is short, past all of ours. */
static void undo_at_exit(void)
{
	if (!undone)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"a library has ended this program: see above");
}

void undo_later(void (*undo)(void *argument), void *argument)
{
	if (count == MOST_UNDONE)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"more than %d things to undo", MOST_UNDONE);
	reserve_take();
	signals_hold();
	if (undone && atexit(undo_at_exit) != 0)
		die("malloc", "cannot keep what is to be undone in memory");
	undone = false;
	rows[count].undo = undo;
	rows[count++].argument = argument;
}

void undo_all(void)
{
	reserve_release();
	/* Off the list first: if one dies, the death does not repeat it. */
	while (count > 0) {
		count--;
		rows[count].undo(rows[count].argument);
	}
	undone = true;
}

void undo_forget(void)
{
	reserve_release();
	count = 0;
	undone = true;
}
