/* enter.c - into what is there: parts of a container that runs, or of a pin. */
/* SPDX-License-Identifier: MIT */
#include "enter.h"

#include <stdlib.h>
#include <sys/prctl.h>

#include "die.h"
#include "number.h"

#include "copies.h"
#include "parts.h"
#include "pins.h"
#include "seal.h"
#include "target.h"

bool enter_wanted(const struct enter *enter)
{
	static const char *const others[] = { "with", "without", "pin", "user",
		"group-add", "volume", "tmpfs", "cap-drop", "security-opt",
		NULL };

	if (!enter->target && (enter->with || enter->without || enter->pin))
		options_refuse("--with, --without and --pin are of who is"
			       " entered: --enter PID");
	if (!enter->target)
		return false;
	options_alone(
		"enter", others, "that is for a guest that is to be made");
	if (enter->pin && options_command())
		options_refuse("'--pin' runs no command");
	return true;
}

void enter_open(struct enter *enter)
{
	unsigned long number;

	enter->root = -1;
	for (size_t i = 0; i < NAMESPACES; i++)
		enter->namespaces[i] = -1;
	if (number_read(enter->target, 1, 4194304, &number) == 0) {
		enter->pid = (pid_t)number;
		target_open(enter);
	} else {
		pin_open(enter);
	}
}

void enter_prepare(struct enter *enter)
{
	seal_self();
	enter_open(enter);
	if (enter->pin) {
		pin_make(enter);
		exit(EXIT_SUCCESS);
	}
}

void enter_learn(struct enter *enter)
{
	bool caps = part_wanted(enter, PART_CAPS);
	bool filter = part_wanted(enter, PART_FILTER);

	/* Of a pin we know neither: they are those of a new guest. */
	enter->all_caps = enter->pid || !caps;
	if (enter->pid && filter && enter->filtered)
		enter->filtered = copies_make(enter);
	else
		enter->filtered = enter->pid || !filter;
	/*
	 * Our child has this from us, from before it is in there. Else who is
	 * root in there could trace it, and take what it has open
	 * (CVE-2016-9962).
	 */
	if (prctl(PR_SET_DUMPABLE, 0) < 0)
		die("prctl", "cannot keep our memory to ourselves");
}
