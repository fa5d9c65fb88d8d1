/* enter.h - into what is there: parts of a container that runs, or of a pin. */
/* SPDX-License-Identifier: MIT */
#ifndef ENTER_H
#define ENTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "options.h"

enum { NAMESPACES = 8 }; /* kinds of them: namespaces(7) */

/* Whom to join, and in what. Fields below the blank lines are our own. */
struct enter {
	const char *target;         /* a process or a pin; NULL: nobody */
	unsigned int with, without; /* sets of parts; empty: all, none */
	const char *pin;            /* a name for its namespaces; NULL: none */

	pid_t pid;                  /* 0: a pin */
	int process;                /* a pidfd of it */
	int directory;              /* /proc/PID */
	int namespaces[NAMESPACES]; /* those that are not ours; -1 */
	int root;                   /* its root directory; -1 */
	struct copies *copies;      /* of its filters */
	char *label;                /* as /proc/PID/attr/exec wants it; NULL */

	/* For the organs that see to it, after enter_learn(). */
	pid_t group;       /* whose groups to enter; 0: none */
	bool all_caps;     /* all that are not among these: */
	uint64_t never;    /* capabilities that it cannot have */
	bool no_new_privs; /* it has that */
	bool groups_fixed; /* nobody may leave a group in there */
	bool filtered;     /* its filters are all that is wanted */
};

/* The rows of an options table that fill `enter`. */
/* clang-format off */
#define ENTER_OPTIONS(enter) \
	{ "enter", 0, "PID|PIN", \
		"run the command in a guest that is there", \
		option_string, &(enter)->target }, \
	{ "with", 0, "PART[,PART]", \
		"join these alone: user, mnt, pid, net, uts, ipc,\n" \
		"cgroup, time, root, group, caps, filter", \
		enter_take_parts, &(enter)->with }, \
	{ "without", 0, "PART[,PART]", "join all but these", \
		enter_take_parts, &(enter)->without }, \
	{ "pin", 0, "NAME", "beside --enter: keep its namespaces", \
		enter_take_pin, &(enter)->pin }, \
	{ "pins", 0, NULL, "list what is kept", enter_take_pins, enter }, \
	{ "unpin", 0, "NAME", "keep it no longer", enter_take_unpin, enter }
/* clang-format on */

option_take enter_take_parts, enter_take_pin, enter_take_pins, enter_take_unpin;

/*
 * Host side. Is a guest to be entered, and not made? Refuses options that are
 * for the other.
 */
bool enter_wanted(const struct enter *enter);

/*
 * Host side. Open what is wanted of the target. If a pin was asked for, make it
 * and end. pidfd_open(2)
 */
void enter_prepare(struct enter *enter);

/* Host side, instead of that, for who goes in and runs no program there. */
void enter_open(struct enter *enter);

/*
 * Host side, when that is known not to be frozen. Learn what may be done in
 * there; and hide: from here on, nobody in there can look into our memory or
 * our descriptors. ptrace(2)
 */
void enter_learn(struct enter *enter);

/*
 * Guest side, in its groups. Join the
 * namespaces and the root, and be root there. Dies if the target has ended:
 * what was read by its number may be another's. setns(2), chroot(2)
 */
void enter_join(const struct enter *enter);

/*
 * Guest side; both of them. Load the filters of the target: before the rights
 * go, or, with no_new_privs, as the last of all. The second sees to it that we
 * stay hidden. seccomp(2)
 */
void enter_filter(const struct enter *enter);
void enter_close(const struct enter *enter);

#endif
