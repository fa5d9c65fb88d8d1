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
 * Host side. Remember the modes of our terminal and whether we are in its
 * foreground; put both back after a command that may have left it in any
 * state. Nothing happens where there is no terminal. tcsetattr(3)
 */
void terminal_save(void);
void terminal_restore(void);

#endif
