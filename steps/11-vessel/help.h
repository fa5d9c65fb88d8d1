/* help.h - what there is to type, and what of it was meant. */
/* SPDX-License-Identifier: MIT */
#ifndef HELP_H
#define HELP_H

/* Everything here is host side. */

struct command;

/* The row of the table, NULL if there is none. */
const struct command *command_named(const char *word);

/* Say that there is none, and which one was probably meant; 125. */
_Noreturn void command_unknown(const char *word);

/* vessel --version. Returns the exit code. */
int command_version(void);

#endif
