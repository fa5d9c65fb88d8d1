/* terminal.h - the caller's terminal: its colours, and its state. */
/* SPDX-License-Identifier: MIT */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>

/* Either side. May we colour what goes to `fd`? https://no-color.org */
bool terminal_colours(int fd);

/* Either side. How wide is it? 80 columns if nobody knows. */
int terminal_columns(int fd);

/*
 * Host side. Remember how our terminal is, whether we are in its foreground,
 * and what is set on stdin, stdout and stderr; put that back after a command
 * that may have left it in any state. Neither waits for the terminal, nor minds
 * that there is none. tcsetattr(3), ioctl_tty(2), fcntl(2)
 */
void terminal_save(void);
void terminal_restore(void);

/* Either side, in between. Is there one at all? */
bool terminal_is_there(void);

/*
 * Host side. The same, around a stop of the command and of us: the caller's
 * shell finds all as it was, and the command, as it has left it. credentials(7)
 */
void terminal_reclaim(void);
void terminal_lend(void);

#endif
