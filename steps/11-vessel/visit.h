/* visit.h - one more command in a container that runs: vessel exec. */
/* SPDX-License-Identifier: MIT */
#ifndef VISIT_H
#define VISIT_H

#include "guest.h"
#include "spawn.h"

/* For visitor_run(), in this order. */

/* Host side, when its first process is open. Is it still that container's? Make
 * what the command speaks through. */
void visit_prepare(struct guest *guest);

/* Guest side, before anybody in there sees it. Part with our terminal: who can
 * trace it would open that, were it in our session. tty(4), setsid(2) */
void visit_part(void);

/*
 * Guest side, in the process that becomes the command. Begin a session, on the
 * terminal if there is one. Who can be left alone does not die with us.
 */
void visit_own(const struct guest *guest);

/* Host side. Until its end, or until it is left alone. Returns the exit code,
 * 0 for who was left. */
int visit_wait(struct guest *guest, struct child *child);

/*
 * Host side. Pass on what is typed and what is said, and signals, until `child`
 * has ended, but is not waited for yet. True: the person has left it alone.
 */
bool visit_pump(struct guest *guest, const struct child *child);

#endif
