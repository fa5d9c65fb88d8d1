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
 * Host side. Remember the modes of our terminal, whether we are in its
 * foreground, and the flags of 0 to 2, O_NONBLOCK for one; put all of it back
 * after a command that may have left it in any state. tcsetattr(3), fcntl(2)
 */
void terminal_save(void);
void terminal_restore(void);

#endif
