/* die.h - one message, on one line, with the cure below where it is known. */
/* SPDX-License-Identifier: MIT */
#ifndef DIE_H
#define DIE_H

#include <stddef.h>

/* Exit codes are those of the docker command line and of the shell. */
enum {
	EXIT_LAUNCHER = 125,       /* we failed, the command never ran */
	EXIT_CANNOT_EXECUTE = 126, /* the command was found and refused */
	EXIT_NOT_FOUND = 127,      /* the command was not found */
	EXIT_SIGNAL = 128,         /* + N: the command died of signal N */
};

/* What a message says beside its text. */
struct death {
	int code;         /* exit status */
	int error;        /* errno, put into words; 0: none */
	const char *call; /* its man page: "mount", "netlink(7)"; NULL: none */
	const char *cure; /* the second line; NULL: none */
};

/* Either side. The name that messages start with; if unset, our program's. */
void die_name(const char *name);
const char *die_own_name(void);

/*
 * Either side. End the process with 125 because `call` has just failed: says
 * what we were doing, errno in words, and the known cause and cure.
 */
_Noreturn void die(const char *call, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Either side. The same, with everything chosen by the caller. */
_Noreturn void die_of(const struct death *death, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Either side. A line in the same form that ends nothing; or two, the second
 * one indented below it.
 */
#define warn_line(...) warn_lines(NULL, __VA_ARGS__)
void warn_lines(const char *below, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Guest side. From here on, messages of this process leave as one packet on
 * the socket `fd` instead of on stderr, which by then may be anybody's. That of
 * a death has its 0 at the end: the command never runs.
 */
void die_through(int fd);
int die_channel(void); /* that socket, or -1 */
void die_close(void);  /* this process has nothing more to say */

/*
 * Host side. Once a child speaks through a socket whose other end is `fd`: if
 * we have to die and it has died before us, its words are said, not ours. What
 * failed for us is likely its doing. -1: it has nothing more to say.
 */
void die_listen(int fd);

enum heard { HEARD_NOTHING, HEARD_WARNING, HEARD_DEATH };

/* Host side. Say what has come through that socket, one message, if any. */
enum heard die_hear(int fd);

#endif
