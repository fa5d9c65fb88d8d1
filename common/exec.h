/* exec.h - become another program, or say precisely why not. */
/* SPDX-License-Identifier: MIT */
#ifndef EXEC_H
#define EXEC_H

/*
 * Guest side. Become `command` (its words, ended by NULL), looked up in
 * PATH, with a clean environment, no descriptor but 0 to 2 and the
 * caller's signal mask. Ends with 127 if there is no such command, 126 if it
 * cannot be run, 125 if one of the three is a directory. execve(2), environ(7)
 */
_Noreturn void exec_command(char *const command[]);

#endif
