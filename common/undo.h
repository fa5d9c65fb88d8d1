/* undo.h - what the kernel does not take back by itself. */
/* SPDX-License-Identifier: MIT */
#ifndef UNDO_H
#define UNDO_H

/*
 * Host side. Remember to call `undo(argument)`: undo_all() does, and so does
 * every death of this process, and an exit(3) from inside a library. Holds
 * signals back, so that none ends us first.
 */
void undo_later(void (*undo)(void *argument), void *argument);

/* Host side. Undo all of it now, the latest first. */
void undo_all(void);

/* Guest side. It was the parent who did these things; let it undo them. */
void undo_forget(void);

#endif
