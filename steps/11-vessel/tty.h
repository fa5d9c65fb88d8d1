/* tty.h - our terminal, while somebody types through it into another one. */
/* SPDX-License-Identifier: MIT */
#ifndef TTY_H
#define TTY_H

#include <stdbool.h>
#include <sys/ioctl.h>

/* Everything here is host side. */

/*
 * Make the terminal that stdin is raw: each key is passed on, none means
 * anything here. Our end puts it back as it was: undo_all(), a death, and a
 * fault of ours. Where we are in the background, stop until we are not, as who
 * reads from it would. Nothing where stdin is no terminal. termios(3)
 */
void tty_begin(void);

/* Put it back; any number of times. */
void tty_end(void);

/* Stop as a job does, with the terminal as it was, and go on with it raw if it
 * was raw. Others stop us with SIGSTOP: after SIGCONT, tty_again(). */
void tty_stop(void);
void tty_again(void);

/* Is stdin a terminal that is not ours to read from, for now? */
bool tty_is_behind(void);

/* The size of stdin's terminal, or else stdout's or stderr's; false: none. */
bool tty_size(struct winsize *size);

#endif
