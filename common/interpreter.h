/* interpreter.h - the program that another program is loaded by. */
/* SPDX-License-Identifier: MIT */
#ifndef INTERPRETER_H
#define INTERPRETER_H

/*
 * Either side. The interpreter that the file `path` names, of a script or of
 * an ELF program, in a static buffer: "" if it names none. NULL if there is no
 * such file. execve(2), elf(5)
 */
const char *interpreter_of(const char *path);

#endif
