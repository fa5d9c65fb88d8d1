/* seal.h - our own program, where nobody can write to it. */
/* SPDX-License-Identifier: MIT */
#ifndef SEAL_H
#define SEAL_H

/*
 * Host side. Go on as a copy of ourselves that nobody can change: the same file
 * on a read-only mount of its own, or one in memory. A program of the guest's
 * may be a script whose interpreter is /proc/self/exe: then it is we who run in
 * there once more, and a file of the host's that we come from could be opened,
 * and be written when we have ended (CVE-2019-5736). Of our environment it has
 * nothing but TERM: in there, all that we know can be read by who may trace.
 * open_tree(2), memfd_create(2)
 */
void seal_self(void);

/* Host side. The same with another environment, for who still needs one. */
void seal_program(char *const environment[]);

/* Host side. The variable of it that says where our program is. */
const char *seal_name(void);

#endif
